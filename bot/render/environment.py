"""The jinja2 environments (shipped or reworded templates), and the filters for templates."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.clock import SHANGHAI
from bot.domain import degree, employer, majors, position, region
from bot.domain.postings import policy

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
WEEKDAYS = "一二三四五六日"


@pass_context
def _when(context: Context, moment: datetime | str | None) -> str:
    """Format a moment as 今天 14:30, 11月24日 14:30 or 2027年1月3日 08:00, in Shanghai time. None becomes —."""
    if moment is None:
        return "—"
    local = (datetime.fromisoformat(moment) if isinstance(moment, str) else moment).astimezone(SHANGHAI)
    now: datetime | None = context.get("now")
    today = now.astimezone(SHANGHAI).date() if now else None
    if today == local.date():
        return f"今天 {local:%H:%M}"
    year = "" if today and today.year == local.year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日 {local:%H:%M}"


def _day(day: date | str | None) -> str:
    """Format a day as 11月24日（周二）. None becomes —."""
    if day is None:
        return "—"
    value = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{value.month}月{value.day}日（周{WEEKDAYS[value.weekday()]}）"


def _label(text: str, length: int = 24) -> str:
    """Return a text as a button's label: one line, at most ``length`` characters, without
    the brackets of our markup.
    """
    flat = " ".join(str(text).split()).translate(str.maketrans("[]()", "【】（）"))
    return flat if len(flat) <= length else flat[: length - 1] + "…"


def _cut(text: str, length: int) -> str:
    """Return at most ``length`` characters of a text. If it is longer, it ends with …."""
    text = text.strip()
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _unchecked(facts: dict[str, str], now: datetime) -> bool:
    return policy.unchecked(facts, now.astimezone(SHANGHAI).date())


@cache
def shipped() -> Environment:
    return _furnished(Environment, FileSystemLoader(TEMPLATES))


def reworded(bodies: Mapping[str, str]) -> Environment:
    """Return an environment in which ``bodies`` (``folder/name`` → source) replace shipped templates.

    It is a jinja2 sandbox, so that a template written by a person cannot run code.
    """
    own = DictLoader({f"{name}.html": body for name, body in bodies.items()})
    return _furnished(ImmutableSandboxedEnvironment, ChoiceLoader([own, FileSystemLoader(TEMPLATES)]))


def source(name: str) -> str:
    """Return the shipped source of a template. Raises FileNotFoundError."""
    return (TEMPLATES / f"{name}.html").read_text(encoding="utf-8")


def _furnished(kind: type[Environment], loader: BaseLoader) -> Environment:
    environment = kind(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters |= {
        "when": _when,
        "day": _day,
        "label": _label,
        "cut": _cut,
        "region": region.name,
        "major": majors.name,
        "degree": degree.label,
        "employer_type": employer.type_name,
        "category": position.name,
        "policy_name": policy.name,
        "policy_code": policy.destination,
        "official": policy.is_official,
        "unchecked": _unchecked,
    }
    return environment

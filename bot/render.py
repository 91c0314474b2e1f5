"""A message name and values in, a finished ``Message`` out. The only importer of jinja2.

A template is one message: HTML text, and below a line of four dashes its buttons, one row a line, written
``[label](data)`` or ``[label](https://…)``. Everything put into a template is escaped; labels are plain text.
"""

import html
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from bot.clock import SHANGHAI
from bot.domain import degree, employer, majors, policy, position, region
from bot.messenger import Attachment, Button, Message

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
RULE = re.compile(r"^----$", re.MULTILINE)
BUTTON = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")
TAG = re.compile(r"</?(?:b|i|u|s|code|pre|a|blockquote)\b[^>]*>")
"""What Telegram's HTML knows; anything typed is escaped and so never matches."""
WEEKDAYS = "一二三四五六日"


@pass_context
def _when(context: Context, moment: datetime | str | None) -> str:
    """今天 14:30, 11月24日 14:30, or 2027年1月3日 08:00, in Shanghai."""
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
    """11月24日（周二）."""
    if day is None:
        return "—"
    value = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{value.month}月{value.day}日（周{WEEKDAYS[value.weekday()]}）"


def _label(text: str, length: int = 24) -> str:
    """Anything typed, made fit for a button: no brackets, one line, not too long."""
    flat = " ".join(str(text).split()).translate(str.maketrans("[]()", "【】（）"))
    return flat if len(flat) <= length else flat[: length - 1] + "…"


def _cut(text: str, length: int) -> str:
    """The beginning of a long text, ended by … when something was left out."""
    text = text.strip()
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _unchecked(facts: dict[str, str], now: datetime) -> bool:
    """Whether a policy post is 待核 today."""
    return policy.unchecked(facts, now.astimezone(SHANGHAI).date())


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
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


def _buttons(block: str) -> tuple[tuple[Button, ...], ...]:
    rows = []
    for line in block.splitlines():
        row = tuple(
            Button(html.unescape(label), url=html.unescape(target))
            if "://" in target
            else Button(html.unescape(label), data=html.unescape(target))
            for label, target in BUTTON.findall(line)
        )
        if row:
            rows.append(row)
    return tuple(rows)


def loads(name: str) -> bool:
    """Whether ``templates/NAME.html`` compiles."""
    return _environment().get_template(f"{name}.html") is not None


def text(name: str, /, **values: Any) -> str:
    """The text of ``templates/NAME.html`` alone: a relay text, a caption, a toast, a chart's label."""
    rendered = _environment().get_template(f"{name}.html").render(values)
    return RULE.split(rendered, maxsplit=1)[0].strip()


def plain(name: str, /, **values: Any) -> str:
    """The same without tags and entities, for places that show no HTML (toasts, relay texts for WeChat, file cells)."""
    return html.unescape(TAG.sub("", text(name, **values)))


def message(name: str, /, *, attachment: Attachment | None = None, **values: Any) -> Message:
    """``templates/NAME.html`` with its buttons. Raises what jinja2 raises: a template that fails is a bug."""
    rendered = _environment().get_template(f"{name}.html").render(values)
    body, *rest = RULE.split(rendered, maxsplit=1)
    squeezed = re.sub(r"\n{3,}", "\n\n", body).strip()
    return Message(squeezed, _buttons(rest[0]) if rest else (), attachment)

"""Sample values for every template, so that a template can be read, checked and reworded without a real event.

``templates/samples/FOLDER.json`` contains the samples of ``templates/FOLDER/``. ``top.json`` contains the samples of
the templates outside all folders::

    {"join/left": {"role": "学生", "values": {"name": "李娜"}}}

``{"$day": "2026-12-31"}`` is a day, ``{"$at": "2026-11-24T04:00:00+00:00"}`` is a moment, ``{"$time": "10:00"}`` is a
time of day, and ``{"$call": 95}`` is a function that returns 95. An object of the code is written as its fields. A key
of digits is a number. Each entry of ``also`` is a further case, which changes part of the first case's values.
``caption`` is true if the message is sent with a file.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from bot.render.environment import TEMPLATES

FOLDER = TEMPLATES / "samples"
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
"""The value of ``now`` in every sample. It is noon on a Tuesday in Shanghai."""


class Word(str):
    """A text that can replace a member of an enum, because it has a ``value``."""

    @property
    def value(self) -> str:
        return str(self)


class Thing(dict[Any, Any]):
    """A dict whose keys can be read as attributes. A key wins over a method of ``dict`` with the same name
    (``values``, ``items``)."""

    def __getattribute__(self, name: str) -> Any:
        return self[name] if name in self else super().__getattribute__(name)


@dataclass(frozen=True)
class Sample:
    """The sample values of one template. ``role`` is the role of its reader (for example 学生). ``caption`` is True if
    the text is sent as the caption of a file or picture, for which Telegram allows fewer characters."""

    role: str
    cases: tuple[Mapping[str, Any], ...]
    caption: bool = False


def names() -> list[str]:
    """Return the names of all templates, sorted. A file whose name begins with _ is only a part of other templates and
    is left out."""
    return sorted(
        path.relative_to(TEMPLATES).with_suffix("").as_posix()
        for path in TEMPLATES.rglob("*.html")
        if not path.name.startswith("_")
    )


def file_of(name: str) -> Path:
    """Return the path of the file that contains the sample of a template."""
    folder = name.split("/")[0] if "/" in name else "top"
    return FOLDER / f"{folder}.json"


def of(name: str) -> Sample:
    """Return the sample of a template. Raises KeyError if the template has no sample."""
    return every()[name]


@cache
def every() -> dict[str, Sample]:
    found: dict[str, Sample] = {}
    for path in sorted(FOLDER.glob("*.json")):
        rows = json.loads(path.read_text(encoding="utf-8"))
        found |= {name: _sample(row) for name, row in rows.items()}
    return found


def _sample(row: dict[str, Any]) -> Sample:
    first = {"now": NOW, **_lively(row["values"])}
    more = [{**first, **_lively(changed)} for changed in row.get("also", [])]
    return Sample(row["role"], (first, *more), row.get("caption", False))


def _lively(value: Any) -> Any:
    match value:
        case {"$day": day}:
            return date.fromisoformat(day)
        case {"$at": at}:
            return datetime.fromisoformat(at)
        case {"$time": moment}:
            return time.fromisoformat(moment)
        case {"$call": answer}:
            return lambda *_: _lively(answer)
        case dict():
            return Thing({int(k) if k.isdigit() else Word(k): _lively(each) for k, each in value.items()})
        case list():
            return [_lively(each) for each in value]
        case str():
            return Word(value)
    return value

"""Sample values for every template, so that it can be read, checked and reworded without a real event.

``templates/samples/FOLDER.json`` contains the samples of ``templates/FOLDER/``, and ``top.json`` those outside folders:
``{"join/left": {"role": "学生", "values": {"name": "李娜"}}}``.

- Special values: ``{"$day": "2026-12-31"}``, ``{"$at": "2026-11-24T04:00:00+00:00"}``, ``{"$time": "10:00"}``, and
  ``{"$call": 95}`` for a function that returns 95.
- Objects are written as their fields. A key of digits becomes a number.
- ``also`` contains further cases. Each changes some values of the first case.
- ``caption`` is true if the message is sent with a file.
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
"""The value of ``now`` in every sample: noon on a Tuesday in Shanghai."""


class Word(str):
    """A text with a ``value``, in place of a member of an enum."""

    @property
    def value(self) -> str:
        return str(self)


class Thing(dict[Any, Any]):
    """A dict whose keys can be read as attributes, even ``values`` and ``items``."""

    def __getattribute__(self, name: str) -> Any:
        return self[name] if name in self else super().__getattribute__(name)


@dataclass(frozen=True)
class Sample:
    """The sample values of one template. ``role`` is the role of its reader, such as 学生.

    ``caption`` is True for the caption of a file or picture, which Telegram limits to fewer characters.
    """

    role: str
    cases: tuple[Mapping[str, Any], ...]
    caption: bool = False


def names() -> list[str]:
    """Return the names of all templates, sorted. Files that begin with _ are parts of templates and are left out."""
    return sorted(
        path.relative_to(TEMPLATES).with_suffix("").as_posix()
        for path in TEMPLATES.rglob("*.html")
        if not path.name.startswith("_")
    )


def file_of(name: str) -> Path:
    """Return the file with the sample of a template."""
    folder = name.split("/")[0] if "/" in name else "top"
    return FOLDER / f"{folder}.json"


def of(name: str) -> Sample:
    """Return the sample of a template. Raises KeyError if it has none."""
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

"""Made-up values for every template, so that it can be read, checked and reworded without anything happening.

``templates/samples/FOLDER.json`` holds those of ``templates/FOLDER/``; ``top.json`` those that lie in no folder::

    {"join/left": {"role": "学生", "values": {"name": "李娜"}}}

``{"$day": "2026-12-31"}`` is a day, ``{"$at": "2026-11-24T04:00:00+00:00"}`` a moment, ``{"$time": "10:00"}`` a time
of day, ``{"$call": 95}`` a function that answers so. An object of the code is written as its fields; a key of digits
is a number. ``also`` lists further values, each changing some of the first; ``caption`` says that it goes with a file.
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
"""The moment at which the samples are read: a Tuesday noon in Shanghai."""


class Word(str):
    """A word that stands for an enum's member too."""

    @property
    def value(self) -> str:
        return str(self)


class Thing(dict[Any, Any]):
    """A mapping whose keys are attributes as well, before those of ``dict`` (``values``, ``items``)."""

    def __getattribute__(self, name: str) -> Any:
        return self[name] if name in self else super().__getattribute__(name)


@dataclass(frozen=True)
class Sample:
    """``role``: who reads it. ``caption``: it stands under a file or picture, where Telegram allows less."""

    role: str
    cases: tuple[Mapping[str, Any], ...]
    caption: bool = False


def names() -> list[str]:
    """Every template that is a message or a piece of words by itself, by name; those with _ are parts of others."""
    return sorted(
        path.relative_to(TEMPLATES).with_suffix("").as_posix()
        for path in TEMPLATES.rglob("*.html")
        if not path.name.startswith("_")
    )


def file_of(name: str) -> Path:
    """Where the sample of a template belongs."""
    folder = name.split("/")[0] if "/" in name else "top"
    return FOLDER / f"{folder}.json"


def of(name: str) -> Sample:
    """Raises KeyError for a template without sample."""
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

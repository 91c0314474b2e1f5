"""A line of the export: what kind of fact it is, the fact in words, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Code(str):
    """A key for which ``me/export_words`` has Chinese words. Any other text is printed as it stands."""


Value = str | datetime | None
Part = Value | tuple[str, Value]
"""A value, or a value with the key of its label (applied: 12月1日). Empty ones are not printed."""


@dataclass(frozen=True)
class Line:
    """A row of the export. ``section`` is a key of the words; so is ``item`` when it is a ``Code``."""

    section: str
    item: str
    parts: Sequence[Part] = ()
    at: datetime | None = None


def line(section: str, item: str, *parts: Part, at: datetime | None = None) -> Line:
    return Line(section, item, parts, at)


def code(kind: str, value: str | StrEnum | None) -> Code | None:
    """The key of a value that several kinds may have: ``question.open`` is not ``reach.open``."""
    return Code(f"{kind}.{value}") if value else None


def yes(value: bool) -> Code:
    return Code("yes" if value else "no")

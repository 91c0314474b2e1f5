"""What an import found and did, in one form for every list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.lists import Fault, Problem
from bot.domain.people import normalise_name


@dataclass(frozen=True)
class Change:
    """What a list alters about one person: (column, before, after) each."""

    number: str
    name: str
    what: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Report:
    """What an import did, or (a dry run, or ``problems``) would have done."""

    problems: tuple[Problem, ...] = ()
    ignored: tuple[str, ...] = ()
    """Headers that no column of ours is called by."""
    added: tuple[str, ...] = ()
    """Numbers."""
    changed: tuple[Change, ...] = ()
    unchanged: int = 0
    missing: tuple[tuple[str, str], ...] = ()
    """(number, name) of those who are known and not in the list."""
    strange_majors: dict[str, int] = field(default_factory=dict)
    """Majors that no catalogue knows → how many study them. They match only postings that name no major."""

    @property
    def fine(self) -> bool:
        return not self.problems


class Named(Protocol):
    """A row of a list that gives a number and a name."""

    @property
    def row(self) -> int: ...
    @property
    def number(self) -> str: ...
    @property
    def name(self) -> str: ...


def other_names(entries: Iterable[Named], everyone: Mapping[str, tuple[int, str]]) -> Iterable[Problem]:
    """A number that belongs to another name: a slip in the list, or a number given twice. A person looks."""
    for entry in entries:
        _, name = everyone.get(entry.number, (0, entry.name))
        if normalise_name(name) != normalise_name(entry.name):
            yield Problem(entry.row, "姓名", Fault.OTHER_NAME, f"{entry.name}≠{name}")

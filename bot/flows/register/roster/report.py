"""The report of an import, in one form for every list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.lists import Fault, Problem
from bot.domain.people import normalise_name


@dataclass(frozen=True)
class Change:
    """The changes that a list makes to one person, each (column, before, after)."""

    number: str
    name: str
    what: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Report:
    """What an import did; or, on a dry run or with ``problems``, would have done."""

    problems: tuple[Problem, ...] = ()
    ignored: tuple[str, ...] = ()
    """Headers of the list that are no column of ours."""
    added: tuple[str, ...] = ()
    """The numbers of new people."""
    changed: tuple[Change, ...] = ()
    unchanged: int = 0
    missing: tuple[tuple[str, str], ...] = ()
    """(number, name) of people who are known and not in the list."""
    strange_majors: dict[str, int] = field(default_factory=dict)
    """A major that no catalogue knows → how many study it. They match only postings that name no major."""

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
    """A problem for each number that belongs to another name: a slip in the list, or a number given twice."""
    for entry in entries:
        _, name = everyone.get(entry.number, (0, entry.name))
        if normalise_name(name) != normalise_name(entry.name):
            yield Problem(entry.row, "姓名", Fault.OTHER_NAME, f"{entry.name}≠{name}")

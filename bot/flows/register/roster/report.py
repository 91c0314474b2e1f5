"""The report of an import, in one form for every list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.lists import Fault, Problem
from bot.domain.people import normalise_name


@dataclass(frozen=True)
class Change:
    """The changes that a list makes to one person, each as (column, before, after)."""

    number: str
    name: str
    what: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Report:
    """The result of an import. On a dry run or with ``problems``, it says what an import would change."""

    problems: tuple[Problem, ...] = ()
    ignored: tuple[str, ...] = ()
    """The headers of the list that are not columns of ours."""
    added: tuple[str, ...] = ()
    """The numbers of new people."""
    changed: tuple[Change, ...] = ()
    unchanged: int = 0
    missing: tuple[tuple[str, str], ...] = ()
    """(number, name) of people who are known and are not in the list."""
    strange_majors: dict[str, int] = field(default_factory=dict)
    """Map each major that no catalogue contains to its number of students.

    They match only postings that name no major.
    """

    @property
    def fine(self) -> bool:
        return not self.problems


class Named(Protocol):
    """A row of a list that contains a number and a name."""

    @property
    def row(self) -> int: ...
    @property
    def number(self) -> str: ...
    @property
    def name(self) -> str: ...


def other_names(entries: Iterable[Named], everyone: Mapping[str, tuple[int, str]]) -> Iterable[Problem]:
    """Yield a problem for each number that belongs to another name, because of a typing error or a number given
    twice."""
    for entry in entries:
        _, name = everyone.get(entry.number, (0, entry.name))
        if normalise_name(name) != normalise_name(entry.name):
            yield Problem(entry.row, "姓名", Fault.OTHER_NAME, f"{entry.name}≠{name}")

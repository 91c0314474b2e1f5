"""Names in a list of people. Two people of one list may have the same name, as every 王伟 knows."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Protocol, TypeVar

SHORT = 4
"""The number of digits at the end of a number that people use to tell each other apart."""


class Named(Protocol):
    """A dataclass about one person."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def name(self) -> str: ...

    @property
    def number(self) -> str: ...


P = TypeVar("P", bound=Named)


def labels(people: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Map the number of each (name, number) to the name.

    If several people of the list have the same name, the last digits of the number follow it.
    """
    same: dict[str, set[str]] = {}
    for name, number in people:
        same.setdefault(name, set()).add(number)
    return {number: name + _tail(number, numbers) for name, numbers in same.items() for number in numbers}


def _tail(number: str, same: set[str]) -> str:
    if len(same) == 1:
        return ""
    differ = len({each[-SHORT:] for each in same}) == len(same)
    return f" {number[-SHORT:] if differ else number}"


def told_apart(people: Sequence[P]) -> list[P]:
    """Return the same list, in which no two different people have the same name."""
    known = labels((each.name, each.number) for each in people)
    return [replace(each, name=known[each.number]) for each in people]

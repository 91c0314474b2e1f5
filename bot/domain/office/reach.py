"""How many students of a unit the bot reaches, and why the others get no postings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

PERIOD = timedelta(days=30)
OFTEN = 10
"""A student with this many matches within ``PERIOD`` may get more postings than they read."""


class Gap(StrEnum):
    """Why the bot does not serve a student well. Each reason needs a different remedy."""

    NO_BOT = "no_bot"  # never joined the bot
    SHUT = "shut"  # joined, and then blocked the bot or deleted the account
    NO_WISHES = "no_wishes"  # joined, and never filled in a wish
    NEVER = "never"  # filled in a wish, but no posting matched within ``PERIOD``
    OFTEN = "often"  # not a gap: matched ``OFTEN`` times or more


@dataclass(frozen=True)
class Share:
    """The numbers of a unit: all students, bound students, bound students with a wish, and students in each gap."""

    students: int
    bound: int
    wishes: int
    gaps: Mapping[Gap, int]

    @property
    def bound_percent(self) -> int:
        return round(100 * self.bound / self.students) if self.students else 0

    @property
    def wishes_percent(self) -> int:
        """The bound students with a wish, in per cent of all bound students."""
        return round(100 * self.wishes / self.bound) if self.bound else 0


def total(shares: Iterable[Share]) -> Share:
    each = list(shares)
    return Share(
        sum(one.students for one in each),
        sum(one.bound for one in each),
        sum(one.wishes for one in each),
        {gap: sum(one.gaps.get(gap, 0) for one in each) for gap in Gap},
    )

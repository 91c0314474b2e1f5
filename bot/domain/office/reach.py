"""How far the bot reaches into a unit, and where it does not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

PERIOD = timedelta(days=30)
OFTEN = 10
"""Matched so often within the period: he may be getting more than he reads."""


class Gap(StrEnum):
    """Why postings do not come through to somebody; each asks for something else to be done."""

    NO_BOT = "no_bot"  # never joined
    SHUT = "shut"  # joined, and blocked the bot or gave the account up
    NO_WISHES = "no_wishes"  # joined, and never said what he wants
    NEVER = "never"  # said what he wants, and nothing matched within the period
    OFTEN = "often"  # no gap but a flood


@dataclass(frozen=True)
class Share:
    """The numbers of a unit. ``students`` = bound + those without bot; ``wishes`` counts among the bound."""

    students: int
    bound: int
    wishes: int
    gaps: Mapping[Gap, int]

    @property
    def bound_percent(self) -> int:
        return round(100 * self.bound / self.students) if self.students else 0

    @property
    def wishes_percent(self) -> int:
        """Of the bound."""
        return round(100 * self.wishes / self.bound) if self.bound else 0


def total(shares: Iterable[Share]) -> Share:
    each = list(shares)
    return Share(
        sum(one.students for one in each),
        sum(one.bound for one in each),
        sum(one.wishes for one in each),
        {gap: sum(one.gaps.get(gap, 0) for one in each) for gap in Gap},
    )

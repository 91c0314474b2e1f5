"""How many students of a unit the bot reaches, and why the others get no postings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

PERIOD = timedelta(days=30)
OFTEN = 10
"""A student who matched so often within ``PERIOD`` may be getting more than they read."""


class Gap(StrEnum):
    """Why a student is not well reached. Each reason needs another remedy."""

    NO_BOT = "no_bot"  # never joined the bot
    SHUT = "shut"  # joined, then blocked the bot or gave up the account
    NO_WISHES = "no_wishes"  # joined, and never filled in a wish
    NEVER = "never"  # filled in a wish, and no posting matched within ``PERIOD``
    OFTEN = "often"  # not a gap: matched ``OFTEN`` times or more


@dataclass(frozen=True)
class Share:
    """The numbers of a unit: students, those bound to the bot, those of the bound with a wish, and students by gap."""

    students: int
    bound: int
    wishes: int
    gaps: Mapping[Gap, int]

    @property
    def bound_percent(self) -> int:
        return round(100 * self.bound / self.students) if self.students else 0

    @property
    def wishes_percent(self) -> int:
        """The share of the bound students with a wish, in per cent."""
        return round(100 * self.wishes / self.bound) if self.bound else 0


def total(shares: Iterable[Share]) -> Share:
    each = list(shares)
    return Share(
        sum(one.students for one in each),
        sum(one.bound for one in each),
        sum(one.wishes for one in each),
        {gap: sum(one.gaps.get(gap, 0) for one in each) for gap in Gap},
    )

"""The rungs of the chain (SEED 19): the holder of a rung, its deadline, and its next step.

A silent holder cannot block the chain, because every rung ends at its deadline or at the end of its hold.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from enum import StrEnum

from bot.domain.people import Role, UnitKind
from bot.domain.worktime import OFFICE, Hours, add_working


class Release(StrEnum):
    """When bound students get a posting."""

    COLLEGE = "college"  # when the college passes it on, or has been silent until the deadline
    IMMEDIATE = "immediate"  # at once, and the rungs only account for every student
    CLASS = "class"  # when the class passes it on


class RungState(StrEnum):
    OPEN = "open"  # the holder has to act
    HELD = "held"  # the holder holds it back, with a reason and until a date
    PASSED = "passed"  # the holder passed it on, or its hold ended
    BYPASSED = "bypassed"  # the holder was silent or missing, so the next rung opened by itself, and this is recorded
    RELAYED = "relayed"  # a holder declared that the class was told outside the bot
    CLOSED = "closed"  # the push ended or was recalled


class GroupState(StrEnum):
    """The state of a class's Telegram group, as far as the bot knows."""

    UNBOUND = "unbound"  # the bot was added, and no cadre has said yet which class has this group
    BOUND = "bound"
    LOST = "lost"  # the bot was removed


MOVES: dict[RungState, frozenset[RungState]] = {
    RungState.OPEN: frozenset(
        {RungState.HELD, RungState.PASSED, RungState.BYPASSED, RungState.RELAYED, RungState.CLOSED}
    ),
    RungState.HELD: frozenset({RungState.PASSED, RungState.BYPASSED, RungState.RELAYED, RungState.CLOSED}),
    RungState.PASSED: frozenset({RungState.RELAYED, RungState.CLOSED}),
    # a late relay is accepted: the silence stays recorded, and the relay is added to it
    RungState.BYPASSED: frozenset({RungState.RELAYED, RungState.CLOSED}),
    RungState.RELAYED: frozenset({RungState.OPEN, RungState.CLOSED}),  # the holder withdraws the declaration
    RungState.CLOSED: frozenset(),
}

ENDED = frozenset(RungState) - {RungState.OPEN, RungState.HELD}
"""States in which the clock has nothing left to do."""


class IllegalRungMove(Exception):
    """The table ``MOVES`` does not contain this move."""

    def __init__(self, before: RungState, after: RungState) -> None:
        super().__init__(f"a rung cannot move from {before} to {after}")


def move(before: RungState, after: RungState) -> RungState:
    """Return ``after``. Raises IllegalRungMove if ``MOVES`` does not contain the move."""
    if after not in MOVES[before]:
        raise IllegalRungMove(before, after)
    return after


WORKING_HOURS: dict[UnitKind, float] = {UnitKind.COLLEGE: 2, UnitKind.CLASS: 18}
"""Working hours until a silent rung is bypassed. A class has two working days, which include at least one noon report
(DESIGN §3).
"""

URGENT_HOURS: dict[UnitKind, float] = {UnitKind.COLLEGE: 1, UnitKind.CLASS: 4}
"""Working hours until a silent rung is bypassed, if the posting closes within 48 hours.

Weekends and holidays count too. Nights do not count.
"""

DAY_LEFT = timedelta(days=1)
"""Students need at least this much time between getting a posting and its closing."""

_AWAKE = Hours(clock_time(8), clock_time(22))
_NO_EXTRA: Mapping[date, bool] = {}
_LINK = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9_.-]+|https?://[!-~]+|www\.[!-~]+")


def deadline(
    level: UnitKind,
    opened_at: datetime,
    urgent: bool = False,
    extra: Mapping[date, bool] = _NO_EXTRA,
    span: Hours = OFFICE,
    share: float = 1.0,
) -> datetime:
    """Return the moment (UTC) at which a silent rung of ``level`` (college or class) is bypassed.

    ``extra`` and ``span`` are passed to ``worktime.add_working``. ``share`` is the part of the hours to count: 0.5
    gives the moment at which half of them have passed.
    """
    if urgent:
        return add_working(opened_at, URGENT_HOURS[level] * share, span=_AWAKE, every_day=True)
    return add_working(opened_at, WORKING_HOURS[level] * share, extra, span)


def deadline_before(
    closes: datetime | None,
    level: UnitKind,
    opened_at: datetime,
    urgent: bool = False,
    extra: Mapping[date, bool] = _NO_EXTRA,
    span: Hours = OFFICE,
) -> datetime:
    """Return the deadline (UTC) of a rung for a posting that closes at ``closes``.

    It is the usual deadline. If that leaves students less than ``DAY_LEFT``, it is the urgent deadline.
    """
    due = deadline(level, opened_at, urgent, extra, span)
    if closes is not None and due > closes - DAY_LEFT:
        return deadline(level, opened_at, True, extra, span)
    return due


def reminder(
    level: UnitKind,
    opened_at: datetime,
    urgent: bool = False,
    extra: Mapping[date, bool] = _NO_EXTRA,
    span: Hours = OFFICE,
) -> datetime:
    """Return the moment (UTC) at which the holder is reminded, once. It is half-way to the deadline."""
    return deadline(level, opened_at, urgent, extra, span, share=0.5)


def on_record_at(missed: datetime, extra: Mapping[date, bool] = _NO_EXTRA, span: Hours = OFFICE) -> datetime:
    """Return the moment (UTC) at which the college is notified of an unsent class report.

    ``missed`` is the deadline of the report. The counsellor gets one working day after it to act.
    """
    return add_working(missed, WORKING_HOURS[UnitKind.CLASS] / 2, extra, span)


def whole_links(text: str, length: int) -> str:
    """Cut a text after ``length`` characters and append …. A link or an e-mail address is never cut."""
    text = text.strip()
    if len(text) <= length:
        return text
    end = max((found.end() for found in _LINK.finditer(text) if found.start() < length), default=0)
    return text[: max(end, length)].rstrip() + "…"


@dataclass(frozen=True)
class Rung:
    """The facts that decide the next step of a rung. All times are aware."""

    state: RungState
    remind_at: datetime
    due_at: datetime
    reminded: bool = False
    held_until: datetime | None = None
    vacant: bool = False
    """Whether no cadre, substitute or counsellor of the class can be reached."""


class Step(StrEnum):
    NOTHING = "nothing"
    REMIND = "remind"
    BYPASS = "bypass"  # move it to BYPASSED, open the next rung, tell the counsellor, then the college
    RELEASE = "release"  # its hold has run out: move it to PASSED, as if the holder had passed it on


def next_step(rung: Rung, now: datetime) -> Step:
    """Return the next step for a rung at ``now``. After that step is done, the function returns a later step or
    NOTHING.
    """
    if rung.state is RungState.HELD:
        over = rung.held_until is None or now >= rung.held_until
        return Step.RELEASE if over else Step.NOTHING
    if rung.state is not RungState.OPEN:
        return Step.NOTHING
    if rung.vacant or now >= rung.due_at:
        return Step.BYPASS
    return Step.REMIND if now >= rung.remind_at and not rung.reminded else Step.NOTHING


@dataclass(frozen=True)
class Holding:
    """The holders of a class rung (person ids) and their role. If ``role`` is None, the rung is vacant."""

    role: Role | None
    people: tuple[int, ...]
    substitute: bool = False


def holder(
    cadres_bound: tuple[int, ...],
    substitutes_bound: tuple[int, ...],
    counsellors_bound: tuple[int, ...],
    graduated: bool,
) -> Holding:
    """Return the holders of a class rung: the cadres, else the substitutes, else the counsellors.

    After graduation, only counsellors can hold it. Each tuple contains the ids of the people whom the bot can reach.
    """
    if cadres_bound and not graduated:
        return Holding(Role.CADRE, cadres_bound)
    if substitutes_bound and not graduated:
        return Holding(Role.CADRE, substitutes_bound, substitute=True)
    if counsellors_bound:
        return Holding(Role.COUNSELLOR, counsellors_bound)
    return Holding(None, ())

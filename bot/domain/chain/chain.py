"""The chain's rungs (SEED 19): who holds one, until when, and what the clock does with a silent one.

Nobody can stall the chain: a rung ends by a holder's act, by its deadline, or by the end of its hold.
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

    COLLEGE = "college"  # once the college passes it on, by hand or by silence
    IMMEDIATE = "immediate"  # at once; the rungs only account for everyone
    CLASS = "class"  # once the class passes it on


class RungState(StrEnum):
    OPEN = "open"  # its holder's turn
    HELD = "held"  # held back with a reason, until a date
    PASSED = "passed"  # passed on by its holder, or by the end of its hold
    BYPASSED = "bypassed"  # silent or vacant: the next one opened by itself, and this is on record
    RELAYED = "relayed"  # the class was told outside the bot's sight, as a holder declared
    CLOSED = "closed"  # the push ended or was recalled


class GroupState(StrEnum):
    """A class's Telegram group, as far as the bot knows."""

    UNBOUND = "unbound"  # the bot was added; no cadre has said whose group it is
    BOUND = "bound"
    LOST = "lost"  # the bot was removed


MOVES: dict[RungState, frozenset[RungState]] = {
    RungState.OPEN: frozenset(
        {RungState.HELD, RungState.PASSED, RungState.BYPASSED, RungState.RELAYED, RungState.CLOSED}
    ),
    RungState.HELD: frozenset({RungState.PASSED, RungState.BYPASSED, RungState.RELAYED, RungState.CLOSED}),
    RungState.PASSED: frozenset({RungState.RELAYED, RungState.CLOSED}),
    # late is better than never: the silence stays on record, the relay is added to it
    RungState.BYPASSED: frozenset({RungState.RELAYED, RungState.CLOSED}),
    RungState.RELAYED: frozenset({RungState.OPEN, RungState.CLOSED}),  # a declaration is taken back
    RungState.CLOSED: frozenset(),
}

ENDED = frozenset(RungState) - {RungState.OPEN, RungState.HELD}
"""The clock has nothing left to do here."""


class IllegalRungMove(Exception):
    """A rung cannot go from here to there."""

    def __init__(self, before: RungState, after: RungState) -> None:
        super().__init__(f"a rung cannot move from {before} to {after}")


def can_move(before: RungState, after: RungState) -> bool:
    return after in MOVES[before]


def move(before: RungState, after: RungState) -> RungState:
    """The new state. Raises IllegalRungMove."""
    if not can_move(before, after):
        raise IllegalRungMove(before, after)
    return after


WORKING_HOURS: dict[UnitKind, float] = {UnitKind.COLLEGE: 2, UnitKind.CLASS: 18}
"""A college passes on by itself after 2 working hours; a class has two working days, so that each rung
meets at least one noon report and one day more (DESIGN §3)."""

URGENT_HOURS: dict[UnitKind, float] = {UnitKind.COLLEGE: 1, UnitKind.CLASS: 4}
"""What closes within 48 hours cannot wait for Monday: these hours count on every day, nights excepted."""

DAY_LEFT = timedelta(days=1)
"""What students need at least between hearing of a posting and its closing."""

_AWAKE = Hours(clock_time(8), clock_time(22))
_NO_EXTRA: Mapping[date, bool] = {}
_LINK = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9_.-]+|https?://[!-~]+|www\.[!-~]+")


def deadline(
    level: UnitKind,
    opened_at: datetime,
    urgent: bool = False,
    extra: Mapping[date, bool] = _NO_EXTRA,
    span: Hours = OFFICE,
) -> datetime:
    """When a silent rung of ``level`` (college or class) is bypassed; UTC. ``extra``, ``span`` as in ``worktime``."""
    return _after(level, 1.0, opened_at, urgent, extra, span)


def deadline_before(
    closes: datetime | None,
    level: UnitKind,
    opened_at: datetime,
    urgent: bool = False,
    extra: Mapping[date, bool] = _NO_EXTRA,
    span: Hours = OFFICE,
) -> datetime:
    """The same, but over a long holiday too it leaves a day before what is offered ``closes``."""
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
    """When its holder is reminded, once: half-way to the deadline; UTC."""
    return _after(level, 0.5, opened_at, urgent, extra, span)


def _after(
    level: UnitKind, share: float, opened_at: datetime, urgent: bool, extra: Mapping[date, bool], span: Hours
) -> datetime:
    if urgent:
        return add_working(opened_at, URGENT_HOURS[level] * share, span=_AWAKE, every_day=True)
    return add_working(opened_at, WORKING_HOURS[level] * share, extra, span)


def on_record_at(missed: datetime, extra: Mapping[date, bool] = _NO_EXTRA, span: Hours = OFFICE) -> datetime:
    """When a class report whose deadline was ``missed`` goes on record to the college: its counsellor has one
    working day to take it up; UTC."""
    return add_working(missed, WORKING_HOURS[UnitKind.CLASS] / 2, extra, span)


def whole_links(text: str, length: int) -> str:
    """The beginning of a text, never cut within a link or an address: half a link leads nowhere."""
    text = text.strip()
    if len(text) <= length:
        return text
    end = max((found.end() for found in _LINK.finditer(text) if found.start() < length), default=0)
    return text[: max(end, length)].rstrip() + "…"


@dataclass(frozen=True)
class Rung:
    """What the clock needs to know of a rung. Times are aware."""

    state: RungState
    remind_at: datetime
    due_at: datetime
    reminded: bool = False
    held_until: datetime | None = None
    vacant: bool = False
    """Nobody can hold it: no holder, none bound, no substitute, no counsellor."""


class Step(StrEnum):
    NOTHING = "nothing"
    REMIND = "remind"
    BYPASS = "bypass"  # move to BYPASSED, open the next, tell the counsellor, then the college
    RELEASE = "release"  # its hold has run out: move to PASSED as if its holder had pressed it


def next_step(rung: Rung, now: datetime) -> Step:
    """What the clock does with a rung now. Doing it and asking again gives NOTHING, or the next step."""
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
    """Who holds a class rung: person ids, and by which role. ``role`` is None when the rung is vacant."""

    role: Role | None
    people: tuple[int, ...]
    substitute: bool = False


def holder(
    cadres_bound: tuple[int, ...],
    substitutes_bound: tuple[int, ...],
    counsellors_bound: tuple[int, ...],
    graduated: bool,
) -> Holding:
    """The first of cadres, substitutes and counsellors who can be reached; after graduation the counsellor.

    Each argument holds the ids of those who have the bot.
    """
    if cadres_bound and not graduated:
        return Holding(Role.CADRE, cadres_bound)
    if substitutes_bound and not graduated:
        return Holding(Role.CADRE, substitutes_bound, substitute=True)
    if counsellors_bound:
        return Holding(Role.COUNSELLOR, counsellors_bound)
    return Holding(None, ())

"""Fair reach: explain to students why they got no posting for a week, and which change of wishes would help.

Their college sees which students have wishes that no open posting meets, and which changes would help them.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.push import PushKind
from bot.domain.matching import relaxing
from bot.domain.matching.index import Openings
from bot.domain.matching.matching import Graduate, Opening, Weights, Wish
from bot.domain.matching.relaxing import Gain
from bot.domain.paging import paged
from bot.domain.region import HOME_PROVINCE
from bot.domain.student import digest
from bot.flows import scope
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.flows.matching import relax
from bot.store import choices
from bot.store.delivery import pushes
from bot.store.matching import library, openings
from bot.store.people import Speaker
from bot.store.tables import Unit
from bot.store.wishes import graduates
from bot.store.wishes.graduates import Candidate

WEEK = timedelta(days=7)
A_PAGE = 5
"""The number of lines on a page of ``unmet``."""
TEMPLATE = "fair/message"


@dataclass(frozen=True)
class Due:
    """The recipients of this week's message, and all open postings."""

    key: str
    """The key of the push: ``fair:`` and the day."""
    not_after: datetime
    people: Sequence[Graduate]
    opened: Sequence[Opening]


@dataclass(frozen=True)
class Outcome:
    """The number of open postings that fit one graduate, and the changes of wishes that would add most, best first."""

    person_id: int
    fitting: int
    policies: int
    """The number of policy posts among ``fitting``. They fit everyone who is eligible, so they do not meet a wish."""
    gains: Sequence[Gain]


async def due(session: AsyncSession, now: datetime) -> Due | None:
    """The message of this week; None outside its window or if the message was created already.

    The window begins at noon of the first workday of the week.
    """
    window = digest.window(now, await choices.holidays(session))
    if window is None or window.daily != window.weekly:
        return None
    key = f"fair:{window.day.isoformat()}"
    if await pushes.by_key(session, key) is not None:
        return None
    left_out = await library.left_out(session, now, WEEK)
    people = [each.graduate for each in await graduates.candidates(session, left_out)]
    return Due(key, window.stale_at, people, await openings.every(session, now))


def weigh(people: Sequence[Graduate], opened: Sequence[Opening]) -> list[Outcome]:
    """An outcome for each graduate.

    It takes seconds for thousands of graduates, so it must not run while a lock is held.
    """
    policies = Openings([each for each in opened if each.policy], Weights(), HOME_PROVINCE).counts(people)
    found = zip(people, relax.outcomes(people, opened), policies, strict=True)
    return [Outcome(each.person_id, fitting, few, relaxing.best(gains)) for each, (fitting, gains), few in found]


async def tell(session: AsyncSession, found: Due, outcomes: Sequence[Outcome], now: datetime) -> int:
    """Enqueue one message for each outcome and return the number of people. It is enqueued only once a week.

    The message counts towards the daily cap. Before it is sent, ``jobs/sending/checks`` checks again that the student
    wants it.
    """
    own = {each.person_id: _values(each) for each in outcomes}
    notice = Notice(
        PushKind.REMINDER,
        TEMPLATE,
        key=found.key,
        values={"opened": len(found.opened)},
        title="本周没有新岗位的说明",
        not_after=found.not_after,
    )
    push = await pushing.to_people(session, notice, list(own), now, own_values=own)
    return push.matched


def _values(outcome: Outcome) -> Mapping[str, Any]:
    best = outcome.gains[0] if outcome.gains else None
    gain = {"kind": best.step.kind.value, "value": best.step.value, "more": best.more} if best else None
    return {"fitting": outcome.fitting, "policies": outcome.policies, "gain": gain}


@dataclass(frozen=True)
class Line:
    """A graduate whose wishes no open posting meets, with the changes of wishes that would add postings."""

    person_id: int
    class_name: str
    number: str
    name: str
    wish: Wish
    gains: Sequence[Gain]


@dataclass(frozen=True)
class Unmet:
    """A page of the graduates of a unit whose wishes no open posting meets. ``page`` counts from 0.

    ``opened`` is the number of open postings that were compared. Policy posts are not counted.
    """

    unit: Unit
    opened: int
    total: int
    page: int
    pages: int
    lines: Sequence[Line]


async def unmet(session: AsyncSession, unit_id: int, by: Speaker, now: datetime, page: int | None = 0) -> Unmet:
    """The graduates of a unit who look for work and have filled in wishes that no open posting meets.

    Policy posts are left out, because they fit everyone who is eligible. If ``page`` is None, all lines are returned.
    Raises NotFound, and NotAllowed if the speaker may not send to the unit.
    """
    unit = await scope.chosen(session, unit_id, by)
    ids = await library.looking(session, None if unit.parent_id is None else [unit.id])
    wishing = [each for each in await graduates.candidates(session, ids) if each.graduate.wishes.filled]
    opened = [each for each in await openings.every(session, now) if not each.policy]
    found = await asyncio.to_thread(_unmet, wishing, opened)
    shown = paged(found, page or 0, A_PAGE if page is not None else max(1, len(found)))
    return Unmet(unit, len(opened), **shown.turns, lines=await _lines(session, shown.lines, opened))


def _unmet(wishing: Sequence[Candidate], opened: Sequence[Opening]) -> list[Candidate]:
    offered = Openings(opened, Weights(), HOME_PROVINCE)
    counts = offered.counts(each.graduate for each in wishing)
    return [each for each, count in zip(wishing, counts, strict=True) if not count]


async def _lines(session: AsyncSession, shown: Sequence[Candidate], opened: Sequence[Opening]) -> list[Line]:
    outcomes = await asyncio.to_thread(weigh, [each.graduate for each in shown], opened)
    known = await library.names(session, [each.person_id for each in outcomes])
    units = await library.unit_names(session)
    return [
        Line(each.person_id, units[who.class_id], *known[each.person_id][:2], who.graduate.wishes, each.gains)
        for who, each in zip(shown, outcomes, strict=True)
    ]

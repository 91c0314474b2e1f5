"""The list of waiting announcements (待下发岗位): one message per college and half-day, edited when its rungs change.

Without it, forty announcements in one day would mean forty cards for a college's staff.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.delivery import quiet_hours
from bot.domain.delivery.push import PushKind
from bot.domain.delivery.values import Values
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.people import Role, UnitKind
from bot.flows.chain import chase
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store import choices, people
from bot.store.chain import chain as rungs
from bot.store.chain import waiting as store
from bot.store.chain.waiting import Newest
from bot.store.delivery import pushes
from bot.store.people import Speaker
from bot.store.tables import Push, Unit

HALVES = ("am", "pm")
AFTERNOON = time(13, 30)
"""The time at which the second half-day begins. A second message may be sent if something new came since the first."""
CURRENT = timedelta(days=2)
"""For this long, a list in the chat is kept up to date."""
SHOWN = 7


class Listed(Values):
    """The id of the newest rung in a college's list."""

    newest: int


async def staff(session: AsyncSession, college_id: int) -> list[int]:
    """Return the person ids of the college's staff that the bot can reach."""
    found = await people.holders(session, [college_id], Role.COLLEGE)
    return [holder.person_id for holder in found if holder.telegram_id is not None]


async def tell_all(session: AsyncSession, now: datetime) -> int:
    """Notify each college of the rungs that are in no message yet. Returns how many messages were made.

    If the message of this half-day exists already, it is edited. The clock calls this function, so that the
    announcements of one morning are gathered. Nothing is made in the quiet hours.
    """
    if quiet_hours.out_of_quiet(now, await choices.quiet(session)) > now:
        return 0
    return sum([await _tell(session, each, now) for each in await store.newest(session)])


async def _tell(session: AsyncSession, newest: Newest, now: datetime) -> bool:
    local = now.astimezone(SHANGHAI)
    key = _key(newest.college_id, local.date(), HALVES[local.time() >= AFTERNOON])
    last = await _last(session, newest.college_id, now)
    if last is not None and last.key == key:
        if newest.rung_id > Listed.of(last.values).newest:
            await refresh(session, newest.college_id, now)
        return False
    if last is not None and newest.opened_at <= last.created_at:
        return False
    to = await staff(session, newest.college_id)
    values_now = await values(session, newest.college_id, now)
    notice = Notice(PushKind.TASK, "chain/college_list", key=key, values=values_now)
    await pushing.to_people(session, notice, to, now)
    return True


async def refresh(session: AsyncSession, college_id: int, now: datetime, but: int | None = None) -> None:
    """Mark the latest list as outdated, so that it shows the rungs that wait now.

    If ``but`` is a person's id, their message is left out, because their own press edits it.
    """
    push = await _last(session, college_id, now)
    if push is None or push.created_at < now - CURRENT:
        return
    fresh = await values(session, college_id, now)
    if fresh != push.values:
        push.values = fresh
        await session.flush()
        await store.outdate(session, push.id, but)


def _key(college_id: int, day: date, half: str) -> str:
    return f"college:{college_id}:{day}:{half}"


async def _last(session: AsyncSession, college_id: int, now: datetime) -> Push | None:
    """Return the college's latest list from the last seven days."""
    today = now.astimezone(SHANGHAI).date()
    days = [today - timedelta(days=back) for back in range(7)]
    return await pushes.newest_of(session, [_key(college_id, day, half) for day in days for half in HALVES])


async def values(session: AsyncSession, college_id: int, now: datetime) -> dict[str, Any]:
    """Return the list as plain values: open rungs by deadline, and class reports that were not relayed."""
    college = await session.get_one(Unit, college_id)
    pairs = await rungs.open_rungs(session, [college_id])
    counts = await store.counts(session, college_id, [push.id for _, push in pairs])
    items = []
    for rung, push in sorted(pairs, key=lambda pair: (pair[0].held_until or pair[0].deadline or now, pair[0].id)):
        matched, without_bot = counts.get(push.id, (0, 0))
        until = rung.held_until or rung.deadline
        items.append(
            {
                "rung": rung.id,
                "title": push.title,
                "urgent": push.urgent,
                "state": rung.state.value,
                "until": until.isoformat() if until else None,
                "matched": matched,
                "without_bot": without_bot,
                "partly": bool(rung.passed_classes),
            }
        )
    silent = await chase.on_record(session, college_id, now)
    return {
        "college": college_id,
        "unit": college.name,
        "rungs": items[:SHOWN],
        "more": max(0, len(items) - SHOWN),
        "open": sum(item["state"] == "open" for item in items),
        **Listed(newest=max((rung.id for rung, _ in pairs), default=0)).dump(),
        "silent": [[unit.name, report.day.isoformat()] for report, unit in silent[:5]],
    }


async def listed(session: AsyncSession, college_id: int, by: Speaker, now: datetime) -> dict[str, Any]:
    """Return the list of a college.

    Raises NotFound, and NotAllowed unless ``by`` belongs to the college or the office.
    """
    unit = await session.get(Unit, college_id)
    if unit is None or unit.kind != UnitKind.COLLEGE:
        raise NotFound("college")
    if college_id not in by.units(Role.COLLEGE) and not by.holds(Role.OFFICE):
        raise NotAllowed
    return await values(session, college_id, now)

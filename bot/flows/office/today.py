"""Today's tasks (今日待办): the work that waits for the office, sent each workday morning and shown by /today."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain import worktime
from bot.domain.chain.chain import RungState
from bot.domain.delivery.push import PushKind
from bot.domain.people import Role
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.flows.office import clearing, holidays
from bot.store import choices, people
from bot.store.delivery import ledgers, pushes
from bot.store.delivery.pushes import TO_STUDENTS
from bot.store.office import today
from bot.store.tables import Push

UNTIL = time(12)
"""After noon the day's message is not made any more, because /today shows the same.

If work begins late, the limit is two hours after its beginning.
"""
WORTH_UNTIL = time(20)
TEMPLATE = "today/office"


async def morning(session: AsyncSession, now: datetime) -> Push | None:
    """Make the day's message to the office's staff who have the bot, on a workday after work has begun.

    Returns None if it is not the time, if the message is made already, or if none of the staff has the bot.
    """
    local = now.astimezone(SHANGHAI)
    holidays, hours = await choices.calendar(session)
    until = max(UNTIL, hours.start.replace(hour=min(hours.start.hour + 2, 23)))
    if not hours.start <= local.time() < until or not worktime.is_workday(local.date(), holidays):
        return None
    key = f"today:{local.date().isoformat()}"
    if await pushes.by_key(session, key) is not None:
        return None
    school = await people.school(session)
    holders = await people.holders(session, [school.id], Role.OFFICE) if school else []
    bound = [holder.person_id for holder in holders if holder.telegram_id is not None]
    if not bound:
        return None
    notice = Notice(
        PushKind.TASK,
        TEMPLATE,
        key=key,
        title="今日待办",
        values=await office(session, now),
        not_after=datetime.combine(local.date(), WORTH_UNTIL, SHANGHAI).astimezone(UTC),
    )
    return await pushing.to_people(session, notice, bound, now)


async def office(session: AsyncSession, now: datetime) -> dict[str, Any]:
    """Return the waiting work and yesterday's numbers as plain values that can be saved on a delivery row until it is
    sent."""
    local = now.astimezone(SHANGHAI)
    end = datetime.combine(local.date(), time(), SHANGHAI).astimezone(UTC)
    yesterday = (end - timedelta(days=1), end, TO_STUDENTS)
    made = await ledgers.count_made(session, *yesterday)
    ledger = await ledgers.sum_of(session, ledgers.made_between(*yesterday))
    desk = await today.desk(session, now)
    asks = await holidays.asks_for(session, now)
    return {
        "day": local.date().isoformat(),
        "monday": local.weekday() == 0,
        "desk": asdict(desk) | {"holidays": asks},
        "total": desk.total + bool(asks),
        "clearing": await clearing.soon(session, now),
        "yesterday": {
            "pushes": made,
            "matched": ledger.matched,
            "seen": ledger.opened + ledger.acknowledged,
            "sent": ledger.sent_only,
            "way": ledger.waiting + ledger.queued + ledger.sending,
            "relayed": ledger.relayed,
            "no_bot": ledger.no_bot,
            "lost": ledger.failed + ledger.blocked + ledger.uncertain,
            "not_sent": sum(ledger.skipped.values()) + ledger.recalled,
        },
    }


@dataclass(frozen=True)
class Stuck:
    """A college's rung that has not been passed on.

    ``where`` is its unit, ``since`` the time since which it waits, and ``names`` the staff to call.
    """

    where: str
    title: str
    since: datetime
    names: Sequence[str]
    held_until: datetime | None
    reason: str
    """Why the college holds it: one of the bot's reasons, or the college's own words."""
    rung_id: int


async def stuck(session: AsyncSession, now: datetime) -> list[Stuck]:
    """Return the rungs of colleges that wait, with the college's staff to call."""
    found = []
    for late in await today.stuck_rungs(session, now):
        names = [each.name for each in await people.holders(session, [late.unit.id], Role.COLLEGE)]
        rung = late.rung
        held = rung.held_until if rung.state == RungState.HELD else None
        found.append(Stuck(late.unit.name, late.push.title, rung.opened_at, names, held, rung.note, rung.id))
    return found

"""今日待办: what waits for the office, once each workday morning and whenever it asks."""

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
from bot.store import choices, people
from bot.store.delivery import ledgers, pushes
from bot.store.delivery.pushes import TO_STUDENTS
from bot.store.office import today
from bot.store.tables import Push

UNTIL = time(12)
"""A morning message that could not be made by noon (or two hours into a later day) is not made: /today shows the
same at any hour."""
WORTH_UNTIL = time(20)
TEMPLATE = "today/office"


async def morning(session: AsyncSession, now: datetime) -> Push | None:
    """On workdays, from the hour at which work begins: one message to each of the office who has the bot."""
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
    """The desk as plain values, so that it can wait in a row until it is sent."""
    local = now.astimezone(SHANGHAI)
    end = datetime.combine(local.date(), time(), SHANGHAI).astimezone(UTC)
    yesterday = (end - timedelta(days=1), end, TO_STUDENTS)
    made = await ledgers.count_made(session, *yesterday)
    ledger = await ledgers.sum_of(session, ledgers.made_between(*yesterday))
    desk = await today.desk(session, now)
    return {
        "day": local.date().isoformat(),
        "monday": local.weekday() == 0,
        "desk": asdict(desk),
        "total": desk.total,
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
    """Something that does not move in the chain: where, since when, and the names of those to call."""

    where: str
    title: str
    since: datetime
    names: Sequence[str]
    held_until: datetime | None = None
    reason: str = ""
    """Why it is held: a word of ours, or the college's own."""
    rung_id: int | None = None
    """A college's rung, which the office may pass on itself; a class report can only be asked for."""


async def stuck(session: AsyncSession, now: datetime) -> list[Stuck]:
    """Colleges first, whose students all wait; of a class the counsellor is to be called."""
    found = []
    for late in await today.stuck_rungs(session, now):
        names = await _names(session, late.unit.id, Role.COLLEGE)
        held = late.rung.held_until if late.rung.state == RungState.HELD else None
        rung = late.rung
        found.append(Stuck(late.unit.name, late.push.title, rung.opened_at, names, held, rung.note, rung.id))
    for each in await today.stuck_reports(session, now):
        names = await _names(session, each.unit.id, Role.COUNSELLOR, Role.ADVISOR)
        where = await people.unit_path(session, each.unit.id)
        found.append(Stuck(where, each.report.day.isoformat(), each.report.opened_at, names))
    return found


async def _names(session: AsyncSession, unit_id: int, *roles: Role) -> list[str]:
    return [holder.name for holder in await people.holders(session, [unit_id], *roles)]

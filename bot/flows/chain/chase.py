"""Follow up class reports that are not marked as relayed.

The cadre is reminded once. After the deadline the report is bypassed, and the counsellor gets it in one noon message.
After that it is on record at the college.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain import worktime
from bot.domain.chain import chain
from bot.domain.delivery.push import PushKind
from bot.domain.delivery.values import Values
from bot.domain.people import Role, UnitKind
from bot.flows.chain.report import URGENT_KEY, bring, bypass, view_of
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.flows.holders import holding, school_year
from bot.store import choices, people
from bot.store.chain import cadres, waiting
from bot.store.chain import chain as rungs
from bot.store.delivery import pushes
from bot.store.tables import ClassReport, Handover, Unit

KEPT = timedelta(days=7)
"""For this long, an unmarked report is still worth relaying or listing."""
SHOWN = 12


class Known(Values):
    """The reports and handovers in a counsellor's noon message, such as ``report:12`` and ``handover:3``."""

    known: tuple[str, ...]


@dataclass(frozen=True)
class InHand:
    """A class that waits for its counsellor: its newest report, how many reports wait, and the reason."""

    unit: Unit
    report: ClassReport
    waiting: int
    why: str
    """``vacant`` if the bot can reach no cadre, ``silent`` if the cadre did not mark the report."""


async def silent(session: AsyncSession, now: datetime) -> int:
    """Remind of each unmarked report once, half-way to its deadline, and bypass it at the deadline.

    Returns how many reports were reminded of or bypassed.
    """
    calendar = await choices.calendar(session)
    local = now.astimezone(SHANGHAI)
    # The day's report lists the earlier ones. A separate reminder before noon or on a day off would therefore be too
    # much.
    noon_over = local.time() >= worktime.NOON and worktime.is_workday(local.date(), calendar[0])
    touched = 0
    for report in await rungs.open_reports(session):
        urgent = report.key.startswith(URGENT_KEY)
        rung = chain.Rung(
            state=report.state,
            remind_at=chain.reminder(UnitKind.CLASS, report.opened_at, urgent, *calendar),
            due_at=report.deadline,
            reminded=report.reminded_at is not None,
        )
        match chain.next_step(rung, now):
            case chain.Step.REMIND if urgent or noon_over:
                await _remind(session, report, now)
            case chain.Step.BYPASS:
                await bypass(session, report, now)
                if urgent:
                    await _tell_at_once(session, report, now)
            case _:
                continue
        touched += 1
    return touched


async def _remind(session: AsyncSession, report: ClassReport, now: datetime) -> None:
    report.reminded_at = now
    hold = await holding(session, report.class_id, now)
    if hold.role != Role.CADRE:  # the counsellor's noon message contains it
        return
    unit = await session.get_one(Unit, report.class_id)
    notice = Notice(
        PushKind.TASK,
        "chain/report_reminder",
        key=f"report:{report.id}:reminder",
        values={
            "report": report.id,
            "unit": unit.name,
            "day": report.day.isoformat(),
            "deadline": report.deadline.isoformat(),
        },
        urgent=report.key.startswith(URGENT_KEY),
    )
    await pushing.to_people(session, notice, hold.people, now)


async def _tell_at_once(session: AsyncSession, report: ClassReport, now: datetime) -> None:
    """Send an urgent report to the counsellor now, because the noon message would be too late."""
    if (await holding(session, report.class_id, now)).role != Role.CADRE:
        return
    to = [person_id for person_id, _ in await cadres.counsellors(session, [report.class_id])]
    await bring(session, await view_of(session, report), to, f"report:{report.id}:counsellor", now)


async def need_hand(
    session: AsyncSession, now: datetime, class_ids: Sequence[int] | None = None, *, urgent: bool = True
) -> list[InHand]:
    """Return the classes whose reports wait for their counsellor, newest report first.

    If ``class_ids`` is None, all classes are checked. If ``urgent`` is False, only daily reports are returned.
    """
    pending = await waiting.pending_reports(session, now, now - KEPT, class_ids)
    ids = sorted({unit.id for _, unit in pending})
    year = school_year(now)
    held = await cadres.reaching(session, ids, year) - await cadres.graduated(session, ids, year)
    found: dict[int, InHand] = {}
    for report, unit in pending:
        cadre = unit.id in held
        if (cadre and report.state == chain.RungState.OPEN) or (report.key.startswith(URGENT_KEY) and not urgent):
            continue
        first = found.get(unit.id)
        found[unit.id] = InHand(
            unit, first.report if first else report, first.waiting + 1 if first else 1, "silent" if cadre else "vacant"
        )
    return list(found.values())


async def tell_counsellors(session: AsyncSession, now: datetime) -> int:
    """Send one noon message to each counsellor who has something new. Returns how many were sent.

    This happens on workdays from noon on.
    """
    today = now.astimezone(SHANGHAI).date()
    if worktime.last_noon_report(now, await choices.holidays(session)).astimezone(SHANGHAI).date() != today:
        return 0
    # Urgent reports are left out. The counsellor got each of them at once, in its own message.
    needing = {each.unit.id: each for each in await need_hand(session, now, urgent=False)}
    moved = {each.unit_id: each for each in await cadres.accepted_since(session, now - KEPT)}
    mine: dict[int, list[int]] = {}
    for person_id, class_id in await cadres.counsellors(session, sorted(needing.keys() | moved.keys())):
        mine.setdefault(person_id, []).append(class_id)
    had = await pushes.known_keys(session, [_key(person_id, today) for person_id in mine])
    told = 0
    for person_id, class_ids in mine.items():
        if _key(person_id, today) in had:
            continue
        hand = [needing[each] for each in class_ids if each in needing]
        handovers = [moved[each] for each in class_ids if each in moved]
        told += await _tell_day(session, person_id, hand, handovers, now)
    return told


async def _tell_day(
    session: AsyncSession, person_id: int, hand: Sequence[InHand], handovers: Sequence[Handover], now: datetime
) -> bool:
    """Send one counsellor's noon message if something is new since their last one. Returns whether it was sent."""
    today = now.astimezone(SHANGHAI).date()
    keys = [_key(person_id, today - timedelta(days=back)) for back in range(KEPT.days + 1)]
    last = await pushes.newest_of(session, keys)
    known = set(Known.of(last.values).known) if last is not None else set()
    news = {f"report:{each.report.id}" for each in hand} | {f"handover:{each.id}" for each in handovers}
    if not news - known:
        return False
    fresh = [each for each in handovers if f"handover:{each.id}" not in known]
    values = {
        **Known(known=tuple(sorted(news))).dump(),
        "classes": [
            {"report": each.report.id, "unit": each.unit.name, "waiting": each.waiting, "why": each.why}
            for each in hand[:SHOWN]
        ],
        "more": max(0, len(hand) - SHOWN),
        "handovers": [await moved_words(session, each) for each in fresh],
    }
    notice = Notice(PushKind.TASK, "chain/counsellor_day", key=keys[0], values=values)
    await pushing.to_people(session, notice, [person_id], now)
    return True


def _key(person_id: int, day: date) -> str:
    return f"counsellor:{person_id}:{day}"


async def moved_words(session: AsyncSession, handover: Handover) -> dict[str, Any]:
    """Return a handover as a template shows it: the class and the two names."""
    unit = await session.get_one(Unit, handover.unit_id)
    names = await people.names(session, [handover.from_person, handover.to_person])
    before, after = names[handover.from_person], names[handover.to_person]
    return {"class": unit.id, "unit": unit.name, "before": before, "after": after}


async def on_record(session: AsyncSession, college_id: int, now: datetime) -> list[tuple[ClassReport, Unit]]:
    """Return the reports of a college's classes that neither cadre nor counsellor relayed in time, newest first."""
    calendar = await choices.calendar(session)
    found = await rungs.silent_reports(session, [college_id], now, now - 2 * KEPT)
    return [(report, unit) for report, unit in found if chain.on_record_at(report.deadline, *calendar) <= now]

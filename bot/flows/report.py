"""班级日报: one relay text a class and day, who holds it, and what its holder declares."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.clock import SHANGHAI
from bot.domain import chain, worktime
from bot.domain.chain import Holding, Release, RungState
from bot.domain.people import Role, UnitKind
from bot.domain.push import PushKind
from bot.flows import compose, groups, pushing
from bot.store import chain as rungs
from bot.store import choices, people, pushes
from bot.store.chain import Unreached
from bot.store.tables import ClassReport, Push, Rung, Unit

MOST_ANNOUNCEMENTS = 8
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
MAY_RELAY = (Role.CADRE, Role.COUNSELLOR, Role.ADVISOR)


@dataclass(frozen=True)
class View:
    """A report as its holder sees it now."""

    report: ClassReport
    unit: Unit
    unreached: Sequence[Unreached]
    group: dict[str, Any] | None = None
    """The class's group, as ``groups.group_words`` has it."""

    @property
    def left(self) -> list[Unreached]:
        """Those nobody has told yet."""
        return [each for each in self.unreached if each.relay_kind is None]

    def values(self) -> dict[str, Any]:
        return {
            "report": self.report.id,
            "unit": self.unit.name,
            "day": self.report.day.isoformat(),
            "text": self.report.text,
            "state": self.report.state.value,
            "names": [each.name for each in self.left],
            "told": len(self.unreached) - len(self.left),
            "deadline": self.report.deadline.isoformat(),
            "group": self.group,
        }


async def view_of(session: AsyncSession, report: ClassReport) -> View:
    push_ids = await rungs.report_pushes(session, report.id)
    return View(
        report,
        await session.get_one(Unit, report.class_id),
        await rungs.unreached(session, report.class_id, push_ids),
        await groups.of_class(session, report.class_id),
    )


async def make_due(session: AsyncSession, now: datetime) -> list[ClassReport]:
    """Reports that are due: at noon of a workday for what has gathered, at once for what is urgent."""
    noon = worktime.last_noon_report(now, await choices.holidays(session))
    made = []
    for class_id, group in groupby(await rungs.unreported(session), key=lambda pair: pair[0].unit_id):
        pairs = list(group)
        for rung, push in pairs:
            if push.urgent:
                made.append(await _make(session, class_id, [(rung, push)], f"rung:{rung.id}", now))
        gathered = [(rung, push) for rung, push in pairs if not push.urgent and rung.opened_at <= noon]
        if gathered:
            key = noon.astimezone(SHANGHAI).date().isoformat()
            report = await _make(session, class_id, gathered[:MOST_ANNOUNCEMENTS], key, now)
            made.append(report)
    return [report for report in made if report is not None]


async def _make(
    session: AsyncSession, class_id: int, pairs: Sequence[tuple[Rung, Push]], key: str, now: datetime
) -> ClassReport | None:
    """One report of a class; None when this occasion has one already (what is left waits for the next)."""
    if await rungs.report_of(session, class_id, key) is not None:
        return None
    unit = await session.get_one(Unit, class_id)
    day = now.astimezone(SHANGHAI).date()
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(5))
    items = [await _item(session, push, class_id) for _, push in pairs]
    urgent = any(push.urgent for _, push in pairs)
    report = ClassReport(
        class_id=class_id,
        key=key,
        day=day,
        code=code,
        text=render.plain("chain/relay_text", unit=unit, day=day, code=code, items=items, now=now),
        opened_at=now,
        deadline=chain.deadline(UnitKind.CLASS, now, urgent, *await choices.calendar(session)),
    )
    session.add(report)
    await session.flush()
    for rung, _ in pairs:
        rung.report_id = report.id
    await session.flush()
    await _hand_over(session, report, now)
    return report


async def _item(session: AsyncSession, push: Push, class_id: int) -> dict[str, Any]:
    """An announcement with only those postings that fit somebody of the class."""
    postings = await rungs.posting_ids(session, push.id, class_id)
    if push.announcement_id is None:
        return {"title": push.title}
    return await compose.announcement_values(session, push.announcement_id, postings)


async def holding(session: AsyncSession, class_id: int, now: datetime) -> Holding:
    """Who holds the class rung today."""
    local = now.astimezone(SHANGHAI)
    # The class leaves in July of its cohort's year; until 31 December the counsellor holds its rung.
    school_year = local.year + (1 if local.month >= 7 else 0)

    async def bound(*roles: Role) -> tuple[int, ...]:
        found = await people.holders(session, [class_id], *roles)
        return tuple(holder.person_id for holder in found if holder.telegram_id is not None)

    return chain.holder(
        await bound(Role.CADRE),
        (),
        await bound(Role.COUNSELLOR, Role.ADVISOR),
        await rungs.graduated(session, class_id, school_year),
    )


async def _hand_over(session: AsyncSession, report: ClassReport, now: datetime) -> None:
    """Bring the report to its holder; with nobody to hold it, it is bypassed on the spot and on record."""
    hold = await holding(session, report.class_id, now)
    if not hold.people:
        await _bypass(session, report, now)
        return
    await _bring(session, report, hold.people, f"report:{report.id}", now)


async def _bring(
    session: AsyncSession, report: ClassReport, person_ids: Sequence[int], key: str, now: datetime
) -> None:
    view = await view_of(session, report)
    await pushing.to_people(
        session,
        PushKind.TASK,
        "chain/report",
        person_ids,
        now,
        key=key,
        title=view.unit.name,
        values=view.values(),
    )


async def release_class(session: AsyncSession, report: ClassReport, now: datetime) -> None:
    """Where each rung is passed by hand, the class's students with bot get theirs now."""
    for push_id in await rungs.report_pushes(session, report.id):
        push = await session.get_one(Push, push_id)
        if push.release == Release.CLASS:
            await pushes.queue_waiting(session, push_id, now, class_id=report.class_id)


async def chase(session: AsyncSession, now: datetime) -> int:
    """Silent reports: reminded once half-way, bypassed at the deadline. Returns how many were touched."""
    touched = 0
    for report in await rungs.open_reports(session):
        urgent = report.key.startswith("rung:")
        rung = chain.Rung(
            state=report.state,
            remind_at=chain.reminder(UnitKind.CLASS, report.opened_at, urgent, *await choices.calendar(session)),
            due_at=report.deadline,
            reminded=report.reminded_at is not None,
        )
        match chain.next_step(rung, now):
            case chain.Step.REMIND:
                await _remind(session, report, now)
            case chain.Step.BYPASS:
                await _bypass(session, report, now)
                await _tell_counsellor(session, report, now)
            case _:
                continue
        touched += 1
    return touched


async def _remind(session: AsyncSession, report: ClassReport, now: datetime) -> None:
    report.reminded_at = now
    hold = await holding(session, report.class_id, now)
    unit = await session.get_one(Unit, report.class_id)
    await pushing.to_people(
        session,
        PushKind.TASK,
        "chain/report_reminder",
        hold.people,
        now,
        key=f"report:{report.id}:reminder",
        values={
            "report": report.id,
            "unit": unit.name,
            "day": report.day.isoformat(),
            "deadline": report.deadline.isoformat(),
        },
    )


async def _bypass(session: AsyncSession, report: ClassReport, now: datetime) -> None:
    report.state = chain.move(report.state, RungState.BYPASSED)
    await rungs.close_rungs(session, report.id, RungState.BYPASSED, None, now)
    await release_class(session, report, now)


async def _tell_counsellor(session: AsyncSession, report: ClassReport, now: datetime) -> None:
    """A class that stayed silent: its counsellor learns it, with the same text to relay himself."""
    found = await people.holders(session, [report.class_id], Role.COUNSELLOR, Role.ADVISOR)
    bound = [holder.person_id for holder in found if holder.telegram_id is not None]
    if bound:
        await _bring(session, report, bound, f"report:{report.id}:counsellor", now)

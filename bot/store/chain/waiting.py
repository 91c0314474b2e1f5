"""Rungs and reports that wait for a college or a class. A college gets its rungs in one list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.chain.chain import RungState
from bot.domain.delivery.delivery import DELIVERED, State
from bot.domain.delivery.push import PushState
from bot.domain.people import UnitKind
from bot.store.chain.chain import ALONE, BEYOND_BOT
from bot.store.tables import ClassReport, Delivery, Push, Rung, Unit


@dataclass(frozen=True)
class Newest:
    """A college's newest open rung that is not urgent. Urgent rungs have their own cards."""

    college_id: int
    rung_id: int
    opened_at: datetime


async def newest(session: AsyncSession) -> list[Newest]:
    rows = await session.execute(
        select(col(Rung.unit_id), func.max(col(Rung.id)), func.max(col(Rung.opened_at)))
        .join(Push, col(Push.id) == col(Rung.push_id))
        .where(col(Rung.level) == UnitKind.COLLEGE, col(Rung.state) == RungState.OPEN, col(Push.urgent).is_(False))
        .group_by(col(Rung.unit_id))
        .order_by(col(Rung.unit_id))
    )
    return [Newest(*row) for row in rows]


async def counts(session: AsyncSession, college_id: int, push_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Map each push id to (matched students of the college, those of them without the bot)."""
    rows = await session.execute(
        select(col(Delivery.push_id), col(Delivery.state), func.count())
        .where(col(Delivery.push_id).in_(push_ids), col(Delivery.college_id) == college_id)
        .group_by(col(Delivery.push_id), col(Delivery.state))
    )
    found: dict[int, tuple[int, int]] = {}
    for push_id, state, count in rows:
        matched, beyond = found.get(push_id, (0, 0))
        found[push_id] = (matched + count, beyond + (count if state in BEYOND_BOT else 0))
    return found


async def outdate(session: AsyncSession, push_id: int, but: int | None = None) -> None:
    """Mark the messages of the push for editing, if they were sent or are being sent.

    The message to the person ``but`` is left out, because they have just seen the change.
    """
    query = update(Delivery).where(
        col(Delivery.push_id) == push_id, col(Delivery.state).in_([*DELIVERED, State.SENDING])
    )
    if but is not None:
        query = query.where(col(Delivery.person_id) != but)
    await session.execute(query.values(outdated=True))


async def over(session: AsyncSession, now: datetime) -> list[int]:
    """Return the ids of the pushes that ended while a rung waits: they were stopped, or their ``not_after`` is past."""
    rows = await session.execute(
        select(col(Push.id))
        .join(Rung, col(Rung.push_id) == col(Push.id))
        .where(
            col(Rung.state).in_([RungState.OPEN, RungState.HELD]),
            (col(Push.state) == PushState.STOPPED) | (col(Push.not_after) < now),
        )
        .distinct()
    )
    return list(rows.scalars())


def _alive(now: datetime) -> ColumnElement[bool]:
    """Build the condition that a report is worth relaying: one of its pushes is still running, or it only reports a
    change.
    """
    held = (
        select(col(Rung.report_id))
        .join(Push, col(Push.id) == col(Rung.push_id))
        .where(col(Rung.report_id) == col(ClassReport.id))
    )
    still = held.where(
        col(Push.state) != PushState.STOPPED, col(Push.not_after).is_(None) | (col(Push.not_after) > now)
    )
    return still.exists() | ~held.exists()


async def is_alive(session: AsyncSession, report_id: int, now: datetime) -> bool:
    """Whether the report is open and still worth relaying."""
    query = select(col(ClassReport.id)).where(
        col(ClassReport.id) == report_id, col(ClassReport.state) != RungState.CLOSED, _alive(now)
    )
    rows = await session.execute(query)
    return rows.scalar_one_or_none() is not None


async def pending_reports(
    session: AsyncSession, now: datetime, since: datetime, class_ids: Sequence[int] | None = None
) -> list[tuple[ClassReport, Unit]]:
    """Return (report, class) of the open reports that are worth relaying, newest first.

    Reports opened before ``since`` are left out. ``class_ids`` limits the classes.
    """
    query = (
        select(ClassReport, Unit)
        .join(Unit, col(Unit.id) == col(ClassReport.class_id))
        .where(
            col(ClassReport.state).in_([RungState.OPEN, RungState.BYPASSED]),
            col(ClassReport.opened_at) >= since,
            _alive(now),
        )
        .order_by(col(ClassReport.opened_at).desc(), col(ClassReport.id).desc())
    )
    if class_ids is not None:
        query = query.where(col(ClassReport.class_id).in_(class_ids))
    return [(report, unit) for report, unit in await session.execute(query)]


@dataclass(frozen=True)
class Need:
    """The numbers of a class's students whom a push matched, whom nothing has reached yet, and who opened it."""

    matched: int
    alone: int
    opened: int


async def needs(
    session: AsyncSession, push_ids: Sequence[int], class_ids: Sequence[int]
) -> dict[tuple[int, int], Need]:
    """Map each (push id, class id) to what the students of the class have of the push."""
    state = col(Delivery.state)
    rows = await session.execute(
        select(
            col(Delivery.push_id),
            col(Delivery.class_id),
            func.count(),
            func.sum(case((state.in_(ALONE), 1), else_=0)),
            func.sum(case((state.in_([State.OPENED, State.ACKNOWLEDGED]), 1), else_=0)),
        )
        .where(col(Delivery.push_id).in_(push_ids), col(Delivery.class_id).in_(class_ids))
        .group_by(col(Delivery.push_id), col(Delivery.class_id))
    )
    return {(push_id, class_id or 0): Need(*numbers) for push_id, class_id, *numbers in rows}

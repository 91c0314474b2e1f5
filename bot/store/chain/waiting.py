"""Queries for the rungs and reports that wait for a college or a class. A college gets its rungs in one list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.chain.chain import RungState
from bot.domain.delivery.delivery import DELIVERED, State
from bot.domain.delivery.push import PushState
from bot.domain.people import UnitKind
from bot.store.chain.chain import BEYOND_BOT
from bot.store.tables import ClassReport, Delivery, Push, Rung, Unit


@dataclass(frozen=True)
class Newest:
    """A college's newest open rung. Urgent rungs are not counted, because each of them has a card of its own."""

    college_id: int
    rung_id: int
    opened_at: datetime


async def newest(session: AsyncSession) -> list[Newest]:
    """Return the newest open rung of every college that has one."""
    rows = await session.execute(
        select(col(Rung.unit_id), func.max(col(Rung.id)), func.max(col(Rung.opened_at)))
        .join(Push, col(Push.id) == col(Rung.push_id))
        .where(col(Rung.level) == UnitKind.COLLEGE, col(Rung.state) == RungState.OPEN, col(Push.urgent).is_(False))
        .group_by(col(Rung.unit_id))
        .order_by(col(Rung.unit_id))
    )
    return [Newest(*row) for row in rows]


async def counts(session: AsyncSession, college_id: int, push_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Map each push id to (number of matched students, number of these students without the bot) in the college."""
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
    """Mark the messages of the push that were sent or are in flight, so that they are edited. The message to the person
    ``but`` is not marked, because this person has just seen it."""
    query = update(Delivery).where(
        col(Delivery.push_id) == push_id, col(Delivery.state).in_([*DELIVERED, State.SENDING])
    )
    if but is not None:
        query = query.where(col(Delivery.person_id) != but)
    await session.execute(query.values(outdated=True))


async def over(session: AsyncSession, now: datetime) -> list[int]:
    """Return the ids of the pushes that were stopped or are past their ``not_after`` while a rung still waits."""
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
    """Build the SQL condition that a report is still worth relaying. Either at least one of its pushes is neither
    stopped nor past its ``not_after``, or the report has no rungs and only contains a change."""
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
    """Whether the report is not closed and is still worth relaying."""
    query = select(col(ClassReport.id)).where(
        col(ClassReport.id) == report_id, col(ClassReport.state) != RungState.CLOSED, _alive(now)
    )
    rows = await session.execute(query)
    return rows.scalar_one_or_none() is not None


async def pending_reports(
    session: AsyncSession, now: datetime, since: datetime, class_ids: Sequence[int] | None = None
) -> list[tuple[ClassReport, Unit]]:
    """Return (report, class) of the reports that are not relayed yet and are still worth relaying, newest first.
    Reports opened before ``since`` are excluded. With ``class_ids``, only the reports of these classes are returned."""
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


async def matched_in_classes(session: AsyncSession, push_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """Map each (push id, class id) to the number of students of the class that the push matched."""
    rows = await session.execute(
        select(col(Delivery.push_id), col(Delivery.class_id), func.count())
        .where(col(Delivery.push_id).in_(push_ids), col(Delivery.class_id).is_not(None))
        .group_by(col(Delivery.push_id), col(Delivery.class_id))
    )
    return {(push_id, class_id): count for push_id, class_id, count in rows if class_id is not None}

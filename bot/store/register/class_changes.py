"""Queries for a change of class or a merge of two classes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.chain.chain import Release, RungState
from bot.domain.delivery.delivery import State
from bot.domain.people import UnitKind
from bot.store.tables import ClassReport, Delivery, Invite, Push, Rung

ON_THE_WAY = (State.WAITING, State.QUEUED, State.NO_BOT)
"""Deliveries in these states move to the new class. Sent or relayed ones stay with the old class."""


async def take_along(
    session: AsyncSession, person_ids: Sequence[int], class_id: int, college_id: int, now: datetime
) -> None:
    """Move the persons' deliveries to their new class.

    A waiting delivery is queued at once if no rung of the new class or college delays its push.
    """
    mine = col(Delivery.person_id).in_(person_ids)
    placed = col(Delivery.class_id).is_not(None)
    await session.execute(
        update(Delivery)
        .where(mine, placed, col(Delivery.state).in_(ON_THE_WAY))
        .values(class_id=class_id, college_id=college_id),
        execution_options={"synchronize_session": False},
    )
    held = (
        select(col(Rung.push_id))
        .join(Push, col(Push.id) == col(Rung.push_id))
        .where(
            or_(
                and_(col(Rung.unit_id) == college_id, col(Rung.state).in_([RungState.OPEN, RungState.HELD])),
                and_(
                    col(Rung.unit_id) == class_id,
                    col(Rung.state) == RungState.OPEN,
                    col(Push.release) == Release.CLASS,
                ),
            )
        )
    )
    await session.execute(
        update(Delivery)
        .where(mine, col(Delivery.state) == State.WAITING, col(Delivery.push_id).not_in(held))
        .values(state=State.QUEUED, queued_at=now),
        execution_options={"synchronize_session": False},
    )


async def open_reports(session: AsyncSession, class_id: int) -> list[ClassReport]:
    mine = col(ClassReport.class_id) == class_id, col(ClassReport.state) == RungState.OPEN
    return list(await session.scalars(select(ClassReport).where(*mine).order_by(col(ClassReport.id))))


async def has_report(session: AsyncSession, class_id: int, key: str) -> bool:
    query = select(col(ClassReport.id)).where(col(ClassReport.class_id) == class_id, col(ClassReport.key) == key)
    return await session.scalar(query) is not None


async def empty_report(session: AsyncSession, report_id: int) -> None:
    """Take the open rungs out of a report, so that another report may contain them."""
    mine = col(Rung.report_id) == report_id, col(Rung.state) == RungState.OPEN
    await session.execute(update(Rung).where(*mine).values(report_id=None))


async def move_invites(session: AsyncSession, class_id: int, into_id: int) -> None:
    """Let the class's invite codes lead to the other class."""
    await session.execute(update(Invite).where(col(Invite.unit_id) == class_id).values(unit_id=into_id))


async def open_class_rungs(session: AsyncSession, class_id: int) -> list[Rung]:
    rows = await session.execute(
        select(Rung).where(
            col(Rung.unit_id) == class_id,
            col(Rung.level) == UnitKind.CLASS,
            col(Rung.state) == RungState.OPEN,
        )
    )
    return list(rows.scalars())

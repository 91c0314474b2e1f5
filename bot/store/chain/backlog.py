"""The classes that were not told of announcements in time, and how many of their students depend on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.chain.chain import RungState
from bot.domain.delivery.push import PushState
from bot.domain.people import Standing, UnitKind
from bot.store.chain.chain import ALONE
from bot.store.tables import ClassReport, Delivery, Push, Rung, Student, Unit

KEPT = timedelta(days=14)
"""Announcements that were passed to a class before this time are not counted any more."""


@dataclass(frozen=True)
class Backlog:
    """The announcements that still wait for a class to be told, and its students who hear of them in no other way."""

    class_id: int
    name: str
    college_id: int
    open: int
    oldest: datetime
    alone: int
    report_id: int
    """The newest report that waits."""


def _waiting(now: datetime) -> ColumnElement[bool]:
    """Build the SQL condition that a class's rung was not relayed, and that its push is still worth relaying."""
    return and_(
        col(Rung.level) == UnitKind.CLASS,
        col(Rung.state).in_([RungState.OPEN, RungState.BYPASSED]),
        col(Rung.opened_at) > now - KEPT,
        col(Push.state) != PushState.STOPPED,
        col(Push.not_after).is_(None) | (col(Push.not_after) > now),
    )


async def count(session: AsyncSession, now: datetime, college_ids: Sequence[int] | None = None) -> int:
    """Count the classes that ``by_class`` returns."""
    query = (
        select(func.count(col(Rung.unit_id).distinct()))
        .join(Push, col(Push.id) == col(Rung.push_id))
        .join(ClassReport, col(ClassReport.id) == col(Rung.report_id))
        .where(_waiting(now), col(ClassReport.deadline) <= now)
    )
    if college_ids is not None:
        query = query.join(Unit, col(Unit.id) == col(Rung.unit_id)).where(col(Unit.parent_id).in_(college_ids))
    return await session.scalar(query) or 0


async def by_class(
    session: AsyncSession, now: datetime, college_ids: Sequence[int] | None = None, class_id: int | None = None
) -> list[Backlog]:
    """Return the classes with a report past its deadline, those with most dependent students first.

    If ``college_ids`` is None, the classes of all colleges are returned. With ``class_id``, only this class is.
    """
    member = and_(col(Student.class_id) == col(Rung.unit_id), col(Student.standing) != Standing.PAUSED)
    alone = and_(  # the index of deliveries begins with these two columns
        col(Delivery.push_id) == col(Rung.push_id),
        col(Delivery.person_id) == col(Student.person_id),
        col(Delivery.state).in_(ALONE),
    )
    alone_count, oldest = func.count(col(Delivery.person_id).distinct()), func.min(col(Rung.opened_at))
    query = (
        select(col(Unit.id), col(Unit.name), col(Unit.parent_id))
        .add_columns(func.count(col(Rung.id).distinct()), oldest, alone_count, func.max(col(Rung.report_id)))
        .select_from(Rung)
        .join(Unit, col(Unit.id) == col(Rung.unit_id))
        .join(Push, col(Push.id) == col(Rung.push_id))
        .outerjoin(ClassReport, col(ClassReport.id) == col(Rung.report_id))
        .outerjoin(Student, member)
        .outerjoin(Delivery, alone)
        .where(_waiting(now))
        .group_by(col(Unit.id), col(Unit.name), col(Unit.parent_id))
        .having(func.min(col(ClassReport.deadline)) <= now)
        .order_by(alone_count.desc(), oldest, col(Unit.id))
    )
    if college_ids is not None:
        query = query.where(col(Unit.parent_id).in_(college_ids))
    if class_id is not None:
        query = query.where(col(Unit.id) == class_id)
    return [Backlog(*row) for row in await session.execute(query)]

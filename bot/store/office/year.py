"""Counts of published postings and of students' interest in a period, for the view of the whole year. The ledgers of
the same view come from ``bot.store.delivery.ledgers``."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.push import PushKind
from bot.domain.postings.announcement import Attitude
from bot.store.queries import count
from bot.store.tables import Delivery, Interest, Posting, Push, Student


async def published(
    session: AsyncSession, begin: datetime, end: datetime, college_id: int | None = None
) -> tuple[int, int]:
    """Return (number of announcements, number of their postings) published in [``begin``, ``end``). With
    ``college_id``, only the announcements that matched a student of this college are counted."""
    announcements = select(col(Push.announcement_id)).where(
        col(Push.kind) == PushKind.POSTING,
        col(Push.announcement_id).is_not(None),
        col(Push.created_at) >= begin,
        col(Push.created_at) < end,
    )
    if college_id is not None:
        there = select(col(Delivery.id)).where(
            col(Delivery.push_id) == col(Push.id), col(Delivery.college_id) == college_id
        )
        announcements = announcements.where(there.exists())
    counts = select(func.count(col(Posting.announcement_id).distinct()), func.count())
    row = (await session.execute(counts.where(col(Posting.announcement_id).in_(announcements)))).one()
    return row[0], row[1]


async def wanted(session: AsyncSession, begin: datetime, end: datetime, college_id: int | None = None) -> int:
    """Count the attitudes to postings that students last set in [``begin``, ``end``). The attitude must be that the
    student wants the posting (有意向), or a later stage."""
    if college_id is not None:
        return (await wanted_by(session, begin, end)).get(college_id, 0)
    return await count(session, Interest, _wanted(begin, end))


def _wanted(begin: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(col(Interest.attitude) != Attitude.UNFIT, col(Interest.at) >= begin, col(Interest.at) < end)


async def published_by(session: AsyncSession, begin: datetime, end: datetime) -> dict[int, tuple[int, int]]:
    """Map each college id to (number of announcements, number of postings), counted as in ``published``."""
    made = select(col(Push.id)).where(
        col(Push.kind) == PushKind.POSTING, col(Push.created_at) >= begin, col(Push.created_at) < end
    )
    pairs = await session.execute(
        select(col(Delivery.college_id), col(Push.announcement_id))
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .where(col(Delivery.push_id).in_(made), col(Delivery.college_id).is_not(None))
        .distinct()
    )
    announced = select(col(Push.announcement_id)).where(col(Push.id).in_(made))
    counts = select(col(Posting.announcement_id), func.count()).group_by(col(Posting.announcement_id))
    sizes = dict(iter(await session.execute(counts.where(col(Posting.announcement_id).in_(announced)))))
    found: dict[int, tuple[int, int]] = {}
    for college_id, announcement_id in pairs:
        if college_id is None or announcement_id is None:
            continue
        announcements, postings = found.get(college_id, (0, 0))
        found[college_id] = (announcements + 1, postings + sizes.get(announcement_id, 0))
    return found


async def wanted_by(session: AsyncSession, begin: datetime, end: datetime) -> dict[int, int]:
    """Map each college id to the number of attitudes, counted as in ``wanted``."""
    rows = await session.execute(
        select(col(Student.college_id), func.count())
        .join(Interest, col(Interest.person_id) == col(Student.person_id))
        .where(_wanted(begin, end))
        .group_by(col(Student.college_id))
    )
    return {row[0]: row[1] for row in rows}

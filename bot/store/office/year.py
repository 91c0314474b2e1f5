"""Counts of published postings and of students' interest in a period, for the view of the year.

Its ledgers come from ``bot.store.delivery.ledgers``.
"""

from collections import Counter
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.clock import SHANGHAI
from bot.domain.delivery.push import PushKind
from bot.domain.postings.announcement import Attitude
from bot.store.queries import count
from bot.store.tables import Delivery, DeliverySum, Interest, InterestSum, Posting, Push, Student


async def published(
    session: AsyncSession, begin: datetime, end: datetime, college_id: int | None = None
) -> tuple[int, int]:
    """Return (announcements, postings) published in [``begin``, ``end``).

    ``college_id`` limits them to announcements that matched a student of this college.
    """
    announcements = select(col(Push.announcement_id)).where(
        col(Push.kind) == PushKind.POSTING,
        col(Push.announcement_id).is_not(None),
        col(Push.created_at) >= begin,
        col(Push.created_at) < end,
    )
    if college_id is not None:
        there = [
            select(col(table.push_id)).where(col(table.push_id) == col(Push.id), col(table.college_id) == college_id)
            for table in (Delivery, DeliverySum)
        ]
        announcements = announcements.where(or_(*(each.exists() for each in there)))
    counts = select(func.count(col(Posting.announcement_id).distinct()), func.count())
    row = (await session.execute(counts.where(col(Posting.announcement_id).in_(announcements)))).one()
    return row[0], row[1]


async def wanted(session: AsyncSession, begin: datetime, end: datetime, college_id: int | None = None) -> int:
    """Count the answers 有意向 or later whose last change was in [``begin``, ``end``)."""
    if college_id is not None:
        return (await wanted_by(session, begin, end)).get(college_id, 0)
    kept = await session.scalar(select(func.sum(col(InterestSum.count))).where(*_months(begin, end)))
    return await count(session, Interest, _wanted(begin, end)) + (kept or 0)


def _wanted(begin: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(col(Interest.attitude) != Attitude.UNFIT, col(Interest.at) >= begin, col(Interest.at) < end)


def _months(begin: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    """Build the conditions for the months in the period, by the first day of each month in Shanghai."""
    first, after = begin.astimezone(SHANGHAI).date(), end.astimezone(SHANGHAI).date()
    return col(InterestSum.month) >= first, col(InterestSum.month) < after


async def published_by(session: AsyncSession, begin: datetime, end: datetime) -> dict[int, tuple[int, int]]:
    """Map each college id to (announcements, postings), counted as in ``published``."""
    made = select(col(Push.id)).where(
        col(Push.kind) == PushKind.POSTING, col(Push.created_at) >= begin, col(Push.created_at) < end
    )
    pairs = await session.execute(
        union(
            *(
                select(col(table.college_id), col(Push.announcement_id))
                .join(Push, col(Push.id) == col(table.push_id))
                .where(col(table.push_id).in_(made), col(table.college_id).is_not(None))
                for table in (Delivery, DeliverySum)
            )
        )
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
    """Map each college id to the number of answers, counted as in ``wanted``."""
    rows = await session.execute(
        select(col(Student.college_id), func.count())
        .join(Interest, col(Interest.person_id) == col(Student.person_id))
        .where(_wanted(begin, end))
        .group_by(col(Student.college_id))
    )
    kept = await session.execute(
        select(col(InterestSum.college_id), func.sum(col(InterestSum.count)))
        .where(*_months(begin, end))
        .group_by(col(InterestSum.college_id))
    )
    found: Counter[int] = Counter()
    for college_id, some in (*rows, *kept):
        found[college_id] += some
    return found

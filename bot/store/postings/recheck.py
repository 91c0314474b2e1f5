"""What the employers should be asked about again."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.office.today import to_recheck
from bot.store.tables import Announcement, Employer


async def count(session: AsyncSession, now: datetime) -> int:
    return (await session.execute(select(func.count()).select_from(Announcement).where(to_recheck(now)))).scalar_one()


async def at(session: AsyncSession, place: int, now: datetime) -> tuple[Announcement, Employer, datetime]:
    """The one at ``place``, counted from the oldest, with since when it stands here."""
    row = (
        await session.execute(
            select(Announcement, Employer)
            .join(Employer, col(Employer.id) == col(Announcement.employer_id))
            .where(to_recheck(now))
            .order_by(col(Announcement.created_at), col(Announcement.id))
            .offset(place)
            .limit(1)
        )
    ).one()
    announcement, employer = row
    return announcement, employer, announcement.created_at

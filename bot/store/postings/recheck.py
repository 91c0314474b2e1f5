"""Announcements without a deadline about which the office must ask the employer again."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.clock import SHANGHAI
from bot.store import queries
from bot.store.postings.postings import still_open
from bot.store.tables import Announcement, Employer

RECHECK = timedelta(days=14)
"""The office checks an announcement without a deadline (招满即止) again after this time (DESIGN §11)."""


def to_recheck(now: datetime) -> ColumnElement[bool]:
    """Build the condition that an open announcement has no deadline and was not checked for two weeks.

    Policy posts are left out, because they have their own list.
    """
    before = (now.astimezone(SHANGHAI).date() - RECHECK).isoformat()
    checked = col(Announcement.policy)["checked_on"].as_string()
    return and_(
        still_open(now),
        col(Announcement.policy_kind).is_(None),
        col(Announcement.deadline).is_(None),
        col(Announcement.created_at) <= now - RECHECK,
        func.coalesce(checked, "") <= before,
    )


async def count(session: AsyncSession, now: datetime) -> int:
    return await queries.count(session, Announcement, to_recheck(now))


async def at(session: AsyncSession, place: int, now: datetime) -> tuple[Announcement, Employer, datetime]:
    """Return (announcement, employer, time of entry) at position ``place``, counted from the oldest (0)."""
    query = (
        select(Announcement, Employer)
        .join(Employer, col(Employer.id) == col(Announcement.employer_id))
        .where(to_recheck(now))
        .order_by(col(Announcement.created_at), col(Announcement.id))
        .offset(place)
        .limit(1)
    )
    announcement, employer = (await session.execute(query)).one()
    return announcement, employer, announcement.created_at

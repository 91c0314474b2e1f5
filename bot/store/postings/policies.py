"""Queries for policy posts (政策性岗位) among the announcements."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.postings import policy
from bot.domain.postings.announcement import AnnouncementState
from bot.store.tables import Announcement, Employer

LIVING = (AnnouncementState.REVIEW, AnnouncementState.APPROVED, AnnouncementState.PUBLISHED)


async def living(session: AsyncSession, today: date) -> list[tuple[Announcement, Employer]]:
    """Return the policy posts that are or may be published and have not closed.

    Posts that need a new check come first, then newer ones.
    """
    rows = await session.execute(
        select(Announcement, Employer)
        .join(Employer, col(Employer.id) == col(Announcement.employer_id))
        .where(
            col(Announcement.policy_kind).is_not(None),
            col(Announcement.state).in_(LIVING),
            or_(col(Announcement.deadline).is_(None), col(Announcement.deadline) >= today),
        )
        .order_by(col(Announcement.id).desc())
    )
    found = [(announcement, employer) for announcement, employer in rows]
    return sorted(found, key=lambda row: not policy.unchecked(row[0].policy, today))


async def count_unchecked(session: AsyncSession, today: date) -> int:
    """Count those of ``living`` that were not checked against their source for 90 days."""
    return sum(policy.unchecked(row[0].policy, today) for row in await living(session, today))


async def by_hash(session: AsyncSession, content_hash: str) -> int | None:
    """Return the id of the announcement with this ``content_hash``, or None."""
    query = select(col(Announcement.id)).where(col(Announcement.content_hash) == content_hash)
    return await session.scalar(query)

"""Bookmarked postings (收藏), and the reminders before they close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.people import BondState, Reach, Standing
from bot.domain.postings.announcement import Attitude
from bot.domain.student import bookmark
from bot.store.postings.postings import is_open
from bot.store.queries import grouped
from bot.store.tables import Announcement, Bond, Bookmark, Employer, Interest, Posting, Student

DONE = (Attitude.APPLIED, Attitude.INTERVIEW, Attitude.HIRED, Attitude.UNFIT)
"""After these answers to a posting, a student needs no reminder of it."""


@dataclass(frozen=True)
class Kept:
    """A bookmarked posting. ``closes`` is its last day, or None."""

    posting: Posting
    announcement: Announcement
    employer: Employer
    is_open: bool
    closes: date | None


async def add(session: AsyncSession, person_id: int, posting_id: int, now: datetime) -> None:
    session.add(Bookmark(person_id=person_id, posting_id=posting_id, at=now))
    await session.flush()


async def drop(session: AsyncSession, person_id: int, posting_id: int) -> bool:
    """Delete a bookmark. Return False if there was none."""
    row = await session.get(Bookmark, (person_id, posting_id))
    if row is None:
        return False
    await session.delete(row)
    await session.flush()
    return True


async def among(session: AsyncSession, person_id: int, posting_ids: Sequence[int]) -> set[int]:
    kept = select(col(Bookmark.posting_id)).where(col(Bookmark.person_id) == person_id)
    return set(await session.scalars(kept.where(col(Bookmark.posting_id).in_(posting_ids))))


async def of(session: AsyncSession, person_id: int, now: datetime) -> list[Kept]:
    """Return the person's bookmarked postings: open before closed, and then by last day."""
    rows = await session.execute(
        select(Posting, Announcement, Employer, is_open(now))
        .join(Bookmark, col(Bookmark.posting_id) == col(Posting.id))
        .join(Announcement, col(Announcement.id) == col(Posting.announcement_id))
        .join(Employer, col(Employer.id) == col(Posting.employer_id))
        .where(col(Bookmark.person_id) == person_id)
        .order_by(col(Bookmark.at).desc())
    )
    found = [
        Kept(posting, announcement, employer, bool(opened), bookmark.closes(posting.deadline, announcement.deadline))
        for posting, announcement, employer, opened in rows
    ]
    return sorted(found, key=lambda each: (not each.is_open, each.closes or date.max))


def _due(deadlines: Sequence[date], now: datetime) -> ColumnElement[bool]:
    """Build the condition that a bookmark's posting is open, closes on one of ``deadlines``, and has no answer in
    ``DONE``.
    """
    done = (
        select(col(Interest.posting_id))
        .where(
            col(Interest.person_id) == col(Bookmark.person_id),
            col(Interest.posting_id) == col(Bookmark.posting_id),
            col(Interest.attitude).in_(DONE),
        )
        .exists()
    )
    named = (Posting.deadline, Announcement.deadline)
    earliest = [or_(col(other).is_(None), col(other) >= col(one)) for one, other in (named, named[::-1])]
    on_time = or_(*(col(one).in_(deadlines) & later for one, later in zip(named, earliest, strict=True)))
    return is_open(now) & on_time & ~done


async def due(
    session: AsyncSession, deadlines: Sequence[date], now: datetime, kept_before: datetime, person_id: int | None = None
) -> dict[int, list[int]]:
    """Map each person's id to the bookmarked postings of which to remind them.

    Only bookmarks made up to ``kept_before`` count. Students are left out if they are not served, turned postings off,
    have a closed chat, or are settled and want no more postings.
    """
    query = (
        select(col(Bookmark.person_id), col(Bookmark.posting_id))
        .join(Posting, col(Posting.id) == col(Bookmark.posting_id))
        .join(Announcement, col(Announcement.id) == col(Posting.announcement_id))
        .join(Student, col(Student.person_id) == col(Bookmark.person_id))
        .join(Bond, col(Bond.person_id) == col(Bookmark.person_id))
        .where(
            _due(deadlines, now),
            col(Bookmark.at) <= kept_before,
            col(Student.standing) == Standing.ACTIVE,
            ~col(Student.opted_out),
            or_(~col(Student.settled), col(Student.keeps_receiving)),
            col(Bond.state) != BondState.ENDED,
            col(Bond.reach) == Reach.OPEN,
        )
        .order_by(col(Bookmark.person_id), col(Bookmark.at))
    )
    if person_id is not None:
        query = query.where(col(Bookmark.person_id) == person_id)
    return grouped((person, posting) for person, posting in await session.execute(query))

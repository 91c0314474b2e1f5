"""Lists of announcements: those to review, published ones, and those with a cell that was not understood."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlmodel import col

from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushKind
from bot.domain.paging import Page, place
from bot.domain.postings.announcement import AnnouncementState, Attitude
from bot.store.postings import changes
from bot.store.postings.postings import Whole, has_unparsed
from bot.store.queries import batches, count, grouped
from bot.store.tables import Announcement, Delivery, Employer, FindingRow, Interest, Posting, Push

IN_PUBLIC = (AnnouncementState.PUBLISHED, AnnouncementState.RECALLED, AnnouncementState.CLOSED)
WANTING = (Attitude.WANTS, Attitude.APPLIED, Attitude.INTERVIEW)


@dataclass(frozen=True)
class Brief:
    """An announcement in a list."""

    id: int
    title: str
    employer: str
    state: AnnouncementState
    at: datetime
    """When the announcement was published, or else entered."""


async def wholes(session: AsyncSession, ids: Sequence[int]) -> list[Whole]:
    """Return announcements with their employers, postings and findings, ordered by id."""
    found: list[Whole] = []
    for some in batches(ids):
        rows = await session.execute(
            select(Announcement, Employer)
            .join(Employer, col(Employer.id) == col(Announcement.employer_id))
            .where(col(Announcement.id).in_(some))
            .order_by(col(Announcement.id))
        )
        pairs = [(announcement, employer) for announcement, employer in rows]
        named = select(Posting).where(col(Posting.announcement_id).in_(some)).order_by(col(Posting.id))
        postings = grouped((each.announcement_id, each) for each in await session.scalars(named))
        hits = select(FindingRow).where(col(FindingRow.announcement_id).in_(some)).order_by(col(FindingRow.id))
        findings = grouped((each.announcement_id, each) for each in await session.scalars(hits))
        found += [Whole(a, employer, postings.get(a.id, []), findings.get(a.id, [])) for a, employer in pairs]
    return found


async def waiting(session: AsyncSession) -> list[int]:
    """Return the ids of the announcements that wait for review, oldest first."""
    rows = await session.execute(
        select(col(Announcement.id))
        .where(col(Announcement.state) == AnnouncementState.REVIEW)
        .order_by(col(Announcement.id))
    )
    return list(rows.scalars())


async def neighbours(session: AsyncSession, announcement_id: int) -> tuple[int | None, int | None]:
    """Return (previous id, next id) among the announcements that wait for review. None means that there is none."""
    waits = col(Announcement.state) == AnnouncementState.REVIEW
    before = select(func.max(col(Announcement.id))).where(waits, col(Announcement.id) < announcement_id)
    after = select(func.min(col(Announcement.id))).where(waits, col(Announcement.id) > announcement_id)
    return await session.scalar(before), await session.scalar(after)


async def published(session: AsyncSession, page: int, size: int = 8) -> Page[Brief]:
    """Return a page of published announcements, newest first, including recalled and closed ones."""
    at = (
        select(func.max(col(Push.created_at)))
        .where(col(Push.announcement_id) == col(Announcement.id), col(Push.kind) == PushKind.POSTING)
        .scalar_subquery()
    )
    return await _page(session, col(Announcement.state).in_(IN_PUBLIC), at, page, size)


async def with_unparsed(session: AsyncSession, page: int, size: int = 8) -> Page[Brief]:
    """Return a page of unpublished announcements with a cell that was not understood, newest first."""
    return await _page(session, has_unparsed(), col(Announcement.created_at), page, size)


async def wanting(session: AsyncSession, announcement_id: int, posting_ids: Sequence[int] | None = None) -> list[int]:
    """Return the ids of the students who want, applied for or were interviewed for a posting of the announcement.

    ``posting_ids`` limits the postings.
    """
    query = (
        select(col(Interest.person_id))
        .join(Posting, col(Posting.id) == col(Interest.posting_id))
        .where(col(Posting.announcement_id) == announcement_id, col(Interest.attitude).in_(WANTING))
        .distinct()
        .order_by(col(Interest.person_id))
    )
    if posting_ids is not None:
        query = query.where(col(Posting.id).in_(posting_ids))
    return list(await session.scalars(query))


async def in_states(session: AsyncSession, announcement_id: int, states: Sequence[State]) -> list[int]:
    """Return the ids of the persons whose delivery of the announcement is in one of ``states``."""
    rows = await session.execute(
        select(col(Delivery.person_id))
        .where(col(Delivery.push_id).in_(changes.pushes_of(announcement_id)), col(Delivery.state).in_(states))
        .distinct()
        .order_by(col(Delivery.person_id))
    )
    return list(rows.scalars())


async def pushes(session: AsyncSession, announcement_id: int) -> list[Push]:
    """Return the posting pushes of the announcement, oldest first."""
    rows = await session.execute(
        select(Push)
        .where(col(Push.announcement_id) == announcement_id, col(Push.kind) == PushKind.POSTING)
        .order_by(col(Push.id))
    )
    return list(rows.scalars())


async def deliveries(session: AsyncSession, announcement_id: int, person_ids: Sequence[int]) -> dict[int, int]:
    """Map each person's id to the id of the newest delivery of the announcement that was sent to them."""
    rows = await session.execute(
        select(col(Delivery.person_id), func.max(col(Delivery.id)))
        .where(
            col(Delivery.push_id).in_(changes.pushes_of(announcement_id)),
            col(Delivery.person_id).in_(person_ids),
            col(Delivery.sent_at).is_not(None),
        )
        .group_by(col(Delivery.person_id))
    )
    return dict(rows.all())


async def _page(
    session: AsyncSession,
    condition: ColumnElement[bool],
    at: ColumnElement[datetime] | Mapped[datetime],
    page: int,
    size: int,
) -> Page[Brief]:
    total = await count(session, Announcement, condition)
    shown, pages = place(total, page, size)
    rows = await session.execute(
        select(Announcement, col(Employer.name), at)
        .join(Employer, col(Employer.id) == col(Announcement.employer_id))
        .where(condition)
        .order_by(at.desc(), col(Announcement.id).desc())
        .limit(size)
        .offset(shown * size)
    )
    lines = [
        Brief(row.id, row.title, name, row.state, when if isinstance(when, datetime) else row.created_at)
        for row, name, when in rows
    ]
    return Page(lines, shown, pages, total)

"""Queries for announcements and their postings: review, matching and lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.clock import SHANGHAI
from bot.domain.degree import Degree
from bot.domain.matching.matching import Opening
from bot.domain.paging import Page, place
from bot.domain.postings import policy
from bot.domain.postings.announcement import AnnouncementState
from bot.domain.postings.posting import content_hash, shown
from bot.store.queries import count
from bot.store.tables import Announcement, Employer, FindingRow, Posting, Push

MATCHED = tuple(each.name for each in fields(Opening))
"""The columns of a posting that matching reads."""
_SETS = frozenset({"cohorts", "majors", "regions"})
OPEN_DAYS = 30
"""An announcement without a deadline stays open for this many days after it was published or last checked."""


@dataclass(frozen=True)
class Line:
    """An announcement in a list, with its numbers of postings and findings."""

    id: int
    title: str
    employer: str
    postings: int
    findings: int


@dataclass(frozen=True)
class Whole:
    """An announcement with its employer, postings and findings."""

    announcement: Announcement
    employer: Employer
    postings: Sequence[Posting]
    findings: Sequence[FindingRow]

    @property
    def hash_now(self) -> str:
        """The hash of the content as students would see it now. The stored ``content_hash`` may be older."""
        return content_hash(
            employer_name=self.employer.name,
            apply_how=self.announcement.apply_how,
            source="",  # the source does not change the content that students see
            deadline=self.announcement.deadline,
            postings=[shown(posting) for posting in self.postings],
            policy=policy.hashed(self.announcement.policy_kind, self.announcement.policy),
        )


async def whole(session: AsyncSession, announcement_id: int, *, lock: bool = False) -> Whole | None:
    """Return an announcement with its employer, postings and findings, or None. ``lock``
    locks the row for a decision.
    """
    announcement = await session.get(Announcement, announcement_id, with_for_update=lock or None)
    if announcement is None:
        return None
    return Whole(
        announcement,
        await session.get_one(Employer, announcement.employer_id),
        await postings_of(session, announcement_id),
        await findings_of(session, announcement_id),
    )


async def in_state(session: AsyncSession, state: AnnouncementState) -> list[Announcement]:
    """Return the announcements in ``state``, oldest first."""
    query = select(Announcement).where(col(Announcement.state) == state).order_by(col(Announcement.id))
    return list(await session.scalars(query))


async def postings_of(session: AsyncSession, announcement_id: int) -> list[Posting]:
    query = select(Posting).where(col(Posting.announcement_id) == announcement_id).order_by(col(Posting.id))
    return list(await session.scalars(query))


async def findings_of(session: AsyncSession, announcement_id: int) -> list[FindingRow]:
    query = select(FindingRow).where(col(FindingRow.announcement_id) == announcement_id).order_by(col(FindingRow.id))
    return list(await session.scalars(query))


async def replace_findings(session: AsyncSession, announcement_id: int, findings: Sequence[FindingRow]) -> None:
    await session.execute(delete(FindingRow).where(col(FindingRow.announcement_id) == announcement_id))
    session.add_all([FindingRow(**found.model_dump(exclude={"id"})) for found in findings])
    await session.flush()


def opening(posting: Posting) -> Opening:
    """Return the posting as matching reads it. Raises ValueError if it was never stored."""
    if posting.id is None:
        raise ValueError("a posting is matched by its id: flush it first")
    return opening_of({name: getattr(posting, name) for name in MATCHED})


def opening_of(row: Mapping[Any, Any]) -> Opening:
    """Build an opening from ``row``, which has at least the columns in ``MATCHED``."""
    values: dict[str, Any] = {name: frozenset(row[name]) if name in _SETS else row[name] for name in MATCHED}
    degree = values["degree_floor"]
    return Opening(**values | {"degree_floor": None if degree is None else Degree(degree)})


async def counts(session: AsyncSession) -> Mapping[AnnouncementState, int]:
    """Map every state to its number of announcements, even 0."""
    rows = await session.execute(select(col(Announcement.state), func.count()).group_by(col(Announcement.state)))
    return dict.fromkeys(AnnouncementState, 0) | {row[0]: row[1] for row in rows}


def unflagged() -> ColumnElement[bool]:
    """Build the condition that an announcement waits for review and has no finding."""
    found = select(col(FindingRow.id)).where(col(FindingRow.announcement_id) == col(Announcement.id))
    return and_(col(Announcement.state) == AnnouncementState.REVIEW, ~found.exists())


async def count_unflagged(session: AsyncSession) -> int:
    return await count(session, Announcement, unflagged())


async def count_unparsed(session: AsyncSession) -> int:
    """Count the unpublished announcements with a cell that was not understood."""
    return await count(session, Announcement, has_unparsed())


def has_unparsed() -> ColumnElement[bool]:
    cells = select(col(Posting.id)).where(
        col(Posting.announcement_id) == col(Announcement.id), col(Posting.unparsed) != []
    )
    return col(Announcement.state).in_([AnnouncementState.REVIEW, AnnouncementState.APPROVED]) & cells.exists()


async def page(session: AsyncSession, state: AnnouncementState, page: int, size: int = 8) -> Page[Line]:
    """Return a page of the announcements in ``state``, oldest first. Past the end, return the last page."""
    condition = col(Announcement.state) == state
    total = await count(session, Announcement, condition)
    at, pages = place(total, page, size)
    postings = select(func.count()).where(col(Posting.announcement_id) == col(Announcement.id))
    findings = select(func.count()).where(col(FindingRow.announcement_id) == col(Announcement.id))
    rows = await session.execute(
        select(
            col(Announcement.id),
            col(Announcement.title),
            col(Employer.name),
            postings.scalar_subquery(),
            findings.scalar_subquery(),
        )
        .join(Employer, col(Employer.id) == col(Announcement.employer_id))
        .where(condition)
        .order_by(col(Announcement.id))
        .limit(size)
        .offset(at * size)
    )
    return Page([Line(*row) for row in rows], at, pages, total)


def with_employers() -> Select[Posting, Announcement, Employer]:
    """Build the query of postings with their announcement and employer."""
    return (
        select(Posting, Announcement, Employer)
        .join(Announcement, col(Announcement.id) == col(Posting.announcement_id))
        .join(Employer, col(Employer.id) == col(Posting.employer_id))
    )


async def listed(
    session: AsyncSession, state: AnnouncementState | None = None
) -> list[tuple[Posting, Announcement, Employer]]:
    """Return every posting with its announcement and employer, ordered by id. ``state`` limits the announcements."""
    query = with_employers().order_by(col(Posting.id))
    if state is not None:
        query = query.where(col(Announcement.state) == state)
    return list(await session.execute(query))


def still_open(now: datetime) -> ColumnElement[bool]:
    """Build the condition that an announcement is published and has not closed.

    Without a deadline, it must have been pushed or checked within ``OPEN_DAYS``.
    """
    today = now.astimezone(SHANGHAI).date()
    recent = (
        select(col(Push.id))
        .where(
            col(Push.announcement_id) == col(Announcement.id),
            col(Push.created_at) >= now - timedelta(days=OPEN_DAYS),
        )
        .correlate(Announcement)  # the outer query may read pushes too
    )
    checked = col(Announcement.policy)["checked_on"].as_string() >= (today - timedelta(days=OPEN_DAYS)).isoformat()
    return and_(
        col(Announcement.state) == AnnouncementState.PUBLISHED,
        or_(
            col(Announcement.deadline) >= today,
            and_(col(Announcement.deadline).is_(None), or_(recent.exists(), checked)),
        ),
    )


def is_open(now: datetime) -> ColumnElement[bool]:
    """Build the condition that students can still apply for a posting. The query must join posting and announcement."""
    today = now.astimezone(SHANGHAI).date()
    return and_(still_open(now), or_(col(Posting.deadline).is_(None), col(Posting.deadline) >= today))


async def open_postings(session: AsyncSession, now: datetime) -> list[Posting]:
    """Return the open postings, newest first."""
    joined = select(Posting).join(Announcement, col(Announcement.id) == col(Posting.announcement_id))
    return list(await session.scalars(joined.where(is_open(now)).order_by(col(Posting.id).desc())))


async def approve_unflagged(session: AsyncSession, by: int, now: datetime) -> None:
    """Approve every announcement that waits for review and has no finding."""
    await session.execute(
        update(Announcement)
        .where(unflagged())
        .values(
            state=AnnouncementState.APPROVED,
            approved_hash=col(Announcement.content_hash),
            decided_by=by,
            decided_at=now,
        )
        .execution_options(synchronize_session=False)
    )

"""线索: drafts while they are written, those that wait for the office, and who sent them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.postings.announcement import LeadState
from bot.store.tables import Lead, Person


@dataclass(frozen=True)
class Line:
    """A lead in the office's list."""

    id: int
    text: str
    has_photo: bool
    sender: str
    at: datetime


@dataclass(frozen=True)
class Page:
    """Some lines of the list; ``page`` counts from 0."""

    lines: Sequence[Line]
    page: int
    pages: int
    total: int


async def draft_of(session: AsyncSession, person_id: int) -> Lead | None:
    """What a person is writing and has not sent."""
    query = select(Lead).where(col(Lead.person_id) == person_id, col(Lead.state) == LeadState.DRAFT)
    return (await session.execute(query.order_by(col(Lead.id).desc()).limit(1))).scalar_one_or_none()


async def drop_drafts(session: AsyncSession, person_id: int) -> None:
    await session.execute(delete(Lead).where(col(Lead.person_id) == person_id, col(Lead.state) == LeadState.DRAFT))


async def forget_drafts(session: AsyncSession, before: datetime) -> None:
    """Drafts that nobody went on with: they end with the form that wrote them."""
    await session.execute(delete(Lead).where(col(Lead.state) == LeadState.DRAFT, col(Lead.at) < before))


async def count_since(session: AsyncSession, person_id: int, since: datetime) -> int:
    """How many leads a person has sent since then."""
    query = select(func.count()).where(
        col(Lead.person_id) == person_id, col(Lead.state) != LeadState.DRAFT, col(Lead.at) >= since
    )
    return (await session.execute(query)).scalar_one()


async def count_open(session: AsyncSession) -> int:
    """How many leads wait for the office."""
    return (await session.execute(select(func.count()).where(col(Lead.state) == LeadState.NEW))).scalar_one()


async def page(session: AsyncSession, page: int, size: int = 6) -> Page:
    """What waits, newest first; a page past the end is the last one."""
    total = await count_open(session)
    pages = max(1, -(-total // size))
    at = min(max(page, 0), pages - 1)
    rows = await session.execute(
        select(col(Lead.id), col(Lead.text), col(Lead.photo).is_not(None), col(Person.name), col(Lead.at))
        .join(Person, col(Person.id) == col(Lead.person_id))
        .where(col(Lead.state) == LeadState.NEW)
        .order_by(col(Lead.at).desc(), col(Lead.id).desc())
        .limit(size)
        .offset(at * size)
    )
    return Page([Line(*row) for row in rows], at, pages, total)

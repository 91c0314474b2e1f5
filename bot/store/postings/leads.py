"""Leads (线索): drafts, and leads that wait for the office."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.names import labels
from bot.domain.paging import Page, place
from bot.domain.postings.announcement import LeadState
from bot.store.queries import count
from bot.store.tables import Lead, Person


@dataclass(frozen=True)
class Line:
    """A lead in the office's list."""

    id: int
    text: str
    has_photo: bool
    sender: str
    number: str
    at: datetime


async def draft_of(session: AsyncSession, person_id: int) -> Lead | None:
    """Return the person's draft of a lead, or None."""
    query = select(Lead).where(col(Lead.person_id) == person_id, col(Lead.state) == LeadState.DRAFT)
    return await session.scalar(query.order_by(col(Lead.id).desc()).limit(1))


async def drop_drafts(session: AsyncSession, person_id: int) -> None:
    await session.execute(delete(Lead).where(col(Lead.person_id) == person_id, col(Lead.state) == LeadState.DRAFT))


async def forget_drafts(session: AsyncSession, before: datetime) -> None:
    """Delete drafts begun before ``before``, because their form has expired."""
    await session.execute(delete(Lead).where(col(Lead.state) == LeadState.DRAFT, col(Lead.at) < before))


async def count_since(session: AsyncSession, person_id: int, since: datetime) -> int:
    sent = col(Lead.state) != LeadState.DRAFT
    return await count(session, Lead, col(Lead.person_id) == person_id, sent, col(Lead.at) >= since)


async def count_open(session: AsyncSession) -> int:
    return await count(session, Lead, col(Lead.state) == LeadState.NEW)


async def page(session: AsyncSession, page: int, size: int = 6) -> Page[Line]:
    """Return a page of the leads that wait for the office, newest first. Past the end, return the last page."""
    total = await count_open(session)
    at, pages = place(total, page, size)
    rows = await session.execute(
        select(
            col(Lead.id),
            col(Lead.text),
            col(Lead.photo).is_not(None),
            col(Person.name),
            col(Person.number),
            col(Lead.at),
        )
        .join(Person, col(Person.id) == col(Lead.person_id))
        .where(col(Lead.state) == LeadState.NEW)
        .order_by(col(Lead.at).desc(), col(Lead.id).desc())
        .limit(size)
        .offset(at * size)
    )
    found = [Line(*row) for row in rows]
    known = labels((each.sender, each.number) for each in found)
    return Page([replace(each, sender=known[each.number]) for each in found], at, pages, total)

"""举报: what readers reported, by announcement; a case is all that is open about one announcement."""

from datetime import datetime

from sqlalchemy import distinct, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.postings.announcement import ComplaintState
from bot.store.tables import Announcement, Complaint, Employer, Person, Student, Unit


async def by_person(session: AsyncSession, announcement_id: int, person_id: int) -> Complaint | None:
    query = select(Complaint).where(
        col(Complaint.announcement_id) == announcement_id, col(Complaint.person_id) == person_id
    )
    return (await session.execute(query)).scalar_one_or_none()


async def open_of(session: AsyncSession, announcement_id: int) -> list[Complaint]:
    """The open complaints about one announcement, oldest first."""
    rows = await session.execute(
        select(Complaint)
        .where(col(Complaint.announcement_id) == announcement_id, col(Complaint.state) == ComplaintState.OPEN)
        .order_by(col(Complaint.id))
    )
    return list(rows.scalars())


async def open_with_titles(session: AsyncSession) -> list[tuple[Complaint, Announcement, Employer]]:
    """Every open complaint with what it is about, oldest first."""
    rows = await session.execute(
        select(Complaint, Announcement, Employer)
        .join(Announcement, col(Announcement.id) == col(Complaint.announcement_id))
        .join(Employer, col(Employer.id) == col(Announcement.employer_id))
        .where(col(Complaint.state) == ComplaintState.OPEN)
        .order_by(col(Complaint.id))
    )
    return [(complaint, announcement, employer) for complaint, announcement, employer in rows]


async def names(session: AsyncSession, announcement_id: int) -> list[tuple[Complaint, str, str]]:
    """The open complaints about one announcement with who made them: (complaint, name, class)."""
    rows = await session.execute(
        select(Complaint, col(Person.name), func.coalesce(col(Unit.name), ""))
        .join(Person, col(Person.id) == col(Complaint.person_id))
        .outerjoin(Student, col(Student.person_id) == col(Person.id))
        .outerjoin(Unit, col(Unit.id) == col(Student.class_id))
        .where(col(Complaint.announcement_id) == announcement_id, col(Complaint.state) == ComplaintState.OPEN)
        .order_by(col(Complaint.id))
    )
    return [(complaint, name, place) for complaint, name, place in rows]


async def count_open(session: AsyncSession) -> int:
    """How many cases wait: one decision of the office each."""
    query = select(func.count(distinct(col(Complaint.announcement_id)))).where(
        col(Complaint.state) == ComplaintState.OPEN
    )
    return (await session.execute(query)).scalar_one()


async def count_overdue(session: AsyncSession, now: datetime) -> int:
    """How many of them should have been answered by now."""
    query = select(func.count(distinct(col(Complaint.announcement_id)))).where(
        col(Complaint.state) == ComplaintState.OPEN, col(Complaint.due_at) < now
    )
    return (await session.execute(query)).scalar_one()


async def count_decisions(session: AsyncSession, announcement_id: int) -> int:
    """How often the office has decided on reports of one announcement."""
    query = select(func.count(distinct(col(Complaint.decided_at)))).where(
        col(Complaint.announcement_id) == announcement_id, col(Complaint.decided_at).is_not(None)
    )
    return (await session.execute(query)).scalar_one()

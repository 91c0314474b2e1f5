"""Complaints about announcements (举报). The open complaints about one announcement are one case."""

from sqlalchemy import distinct, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.names import labels
from bot.domain.postings.announcement import ComplaintState
from bot.store.tables import Announcement, Complaint, Employer, Person, Student, Unit


async def by_person(session: AsyncSession, announcement_id: int, person_id: int) -> Complaint | None:
    query = select(Complaint).where(
        col(Complaint.announcement_id) == announcement_id, col(Complaint.person_id) == person_id
    )
    return await session.scalar(query)


async def open_of(session: AsyncSession, announcement_id: int) -> list[Complaint]:
    """Return the open complaints about the announcement, oldest first."""
    rows = await session.execute(
        select(Complaint)
        .where(col(Complaint.announcement_id) == announcement_id, col(Complaint.state) == ComplaintState.OPEN)
        .order_by(col(Complaint.id))
    )
    return list(rows.scalars())


async def open_with_titles(session: AsyncSession) -> list[tuple[Complaint, Announcement, Employer]]:
    """Return every open complaint with its announcement and employer, oldest first."""
    rows = await session.execute(
        select(Complaint, Announcement, Employer)
        .join(Announcement, col(Announcement.id) == col(Complaint.announcement_id))
        .join(Employer, col(Employer.id) == col(Announcement.employer_id))
        .where(col(Complaint.state) == ComplaintState.OPEN)
        .order_by(col(Complaint.id))
    )
    return [(complaint, announcement, employer) for complaint, announcement, employer in rows]


async def names(session: AsyncSession, announcement_id: int) -> list[tuple[Complaint, str, str]]:
    """Return (complaint, name, class name) of the open complaints, oldest first. Staff have no class name."""
    rows = await session.execute(
        select(Complaint, col(Person.name), col(Person.number), func.coalesce(col(Unit.name), ""))
        .join(Person, col(Person.id) == col(Complaint.person_id))
        .outerjoin(Student, col(Student.person_id) == col(Person.id))
        .outerjoin(Unit, col(Unit.id) == col(Student.class_id))
        .where(col(Complaint.announcement_id) == announcement_id, col(Complaint.state) == ComplaintState.OPEN)
        .order_by(col(Complaint.id))
    )
    found = rows.all()
    known = labels((name, number) for _, name, number, _ in found)
    return [(complaint, known[number], place) for complaint, _, number, place in found]


async def count_open(session: AsyncSession) -> int:
    """Count the announcements with open complaints. The office decides all complaints about one together."""
    query = select(func.count(distinct(col(Complaint.announcement_id)))).where(
        col(Complaint.state) == ComplaintState.OPEN
    )
    return await session.scalar(query) or 0


async def count_decisions(session: AsyncSession, announcement_id: int) -> int:
    """Count the office's decisions on complaints about the announcement."""
    query = select(func.count(distinct(col(Complaint.decided_at)))).where(
        col(Complaint.announcement_id) == announcement_id, col(Complaint.decided_at).is_not(None)
    )
    return await session.scalar(query) or 0

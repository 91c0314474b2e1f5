"""Students' answers to postings, and students who agreed to be named to an employer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.clock import SHANGHAI
from bot.domain.postings.announcement import STAGES, Attitude
from bot.store.queries import deleted
from bot.store.tables import (
    Announcement,
    Employer,
    Interest,
    InterestSum,
    Person,
    Posting,
    RecommendationExport,
    Student,
    Unit,
)


@dataclass(frozen=True)
class Application:
    """A posting that a student wants or has applied for, with its announcement and employer."""

    interest: Interest
    posting: Posting
    announcement: Announcement
    employer: Employer


@dataclass(frozen=True)
class Candidate:
    """A row of a list of recommended students (推荐名单), with only those facts that the student agreed to share."""

    person_id: int
    posting_id: int
    name: str
    college: str
    major: str
    degree: int
    cohort: int
    posting: str


async def marks(session: AsyncSession, person_id: int, posting_ids: Sequence[int]) -> dict[int, str]:
    """Map each posting id to the person's answer. Postings without an answer are left out."""
    query = select(col(Interest.posting_id), col(Interest.attitude)).where(col(Interest.person_id) == person_id)
    return dict(iter(await session.execute(query.where(col(Interest.posting_id).in_(posting_ids)))))


async def mark(
    session: AsyncSession,
    person_id: int,
    posting_id: int,
    attitude: Attitude | None,
    now: datetime,
    reason: str = "",
) -> None:
    """Set a person's answer to a posting, or delete it with None.

    An answer outside ``STAGES`` also ends their consent to be recommended for the posting.
    """
    row = await session.get(Interest, (person_id, posting_id))
    if attitude is None:
        if row is not None:
            await session.delete(row)
    elif row is None:
        session.add(Interest(person_id=person_id, posting_id=posting_id, attitude=attitude, reason=reason, at=now))
    else:
        row.attitude, row.reason, row.at = attitude, reason, now
        if attitude not in STAGES:
            row.recommended_at = None
    await session.flush()


def _applications(person_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(Interest, Posting, Announcement, Employer)
        .join(Posting, col(Posting.id) == col(Interest.posting_id))
        .join(Announcement, col(Announcement.id) == col(Posting.announcement_id))
        .join(Employer, col(Employer.id) == col(Posting.employer_id))
        .where(col(Interest.person_id) == person_id, col(Interest.attitude).in_(STAGES))
    )


async def applications(session: AsyncSession, person_id: int) -> list[Application]:
    """Return the postings that a student wants or has applied for. The furthest stage comes first, then the latest
    answer.
    """
    rows = await session.execute(_applications(person_id).order_by(col(Interest.at).desc()))
    found = [Application(*row) for row in rows.all()]
    return sorted(found, key=lambda each: -STAGES.index(Attitude(each.interest.attitude)))


async def application(session: AsyncSession, person_id: int, posting_id: int) -> Application | None:
    rows = await session.execute(_applications(person_id).where(col(Interest.posting_id) == posting_id))
    return next((Application(*row) for row in rows.all()), None)


async def recommended(session: AsyncSession) -> list[tuple[Announcement, Employer, int]]:
    """Return (announcement, employer, number of students who agreed to be recommended for it), newest first."""
    people = func.count(func.distinct(col(Interest.person_id)))
    rows = await session.execute(
        select(Announcement, Employer, people)
        .join(Posting, col(Posting.announcement_id) == col(Announcement.id))
        .join(Interest, col(Interest.posting_id) == col(Posting.id))
        .join(Employer, col(Employer.id) == col(Announcement.employer_id))
        .where(col(Interest.recommended_at).is_not(None))
        .group_by(col(Announcement.id), col(Employer.id))
        .order_by(col(Announcement.id).desc())
    )
    return [(announcement, employer, count) for announcement, employer, count in rows]


async def candidates(session: AsyncSession, announcement_id: int) -> list[Candidate]:
    """Return the students who agreed to be recommended for the announcement, in the order of their consent."""
    rows = await session.execute(
        select(
            col(Interest.person_id),
            col(Interest.posting_id),
            col(Person.name),
            col(Unit.name),
            col(Student.major_name),
            col(Student.degree),
            col(Student.cohort),
            col(Posting.title),
        )
        .join(Posting, col(Posting.id) == col(Interest.posting_id))
        .join(Person, col(Person.id) == col(Interest.person_id))
        .join(Student, col(Student.person_id) == col(Interest.person_id))
        .join(Unit, col(Unit.id) == col(Student.college_id))
        .where(col(Posting.announcement_id) == announcement_id, col(Interest.recommended_at).is_not(None))
        .order_by(col(Interest.recommended_at), col(Person.number))
    )
    return [Candidate(*row) for row in rows]


async def exports(session: AsyncSession, announcement_id: int) -> list[tuple[RecommendationExport, str]]:
    """Return (export, author's name) of the announcement's lists of recommended students (推荐名单), newest first."""
    rows = await session.execute(
        select(RecommendationExport, col(Person.name))
        .join(Person, col(Person.id) == col(RecommendationExport.by_person))
        .where(col(RecommendationExport.announcement_id) == announcement_id)
        .order_by(col(RecommendationExport.id).desc())
    )
    return [(export, name) for export, name in rows]


async def recommend_no_more(session: AsyncSession, person_id: int) -> None:
    """End all of a person's consents to be named to employers.

    This happens when they leave the bot, or when another person had agreed in their name.
    """
    await session.execute(
        update(Interest)
        .where(col(Interest.person_id) == person_id, col(Interest.recommended_at).is_not(None))
        .values(recommended_at=None)
    )


async def end_consents(session: AsyncSession, announcement_id: int) -> None:
    """End all consents for a recalled announcement, so that its employer gets no more names."""
    postings = select(col(Posting.id)).where(col(Posting.announcement_id) == announcement_id)
    await session.execute(
        update(Interest)
        .where(col(Interest.posting_id).in_(postings), col(Interest.recommended_at).is_not(None))
        .values(recommended_at=None)
    )


async def forget(session: AsyncSession, person_ids: Sequence[int]) -> int:
    """Delete all answers of these persons. The numbers for the view of the year remain, by college."""
    rows = await session.execute(
        select(col(Interest.at), col(Student.college_id))
        .join(Student, col(Student.person_id) == col(Interest.person_id))
        .where(col(Interest.person_id).in_(person_ids), col(Interest.attitude) != Attitude.UNFIT)
    )
    counts = Counter((at.astimezone(SHANGHAI).date().replace(day=1), college) for at, college in rows)
    for (month, college), count in counts.items():
        kept = await session.get(InterestSum, (month, college))
        if kept is None:
            session.add(InterestSum(month=month, college_id=college, count=count))
        else:
            kept.count += count
    return await deleted(session, delete(Interest).where(col(Interest.person_id).in_(person_ids)))

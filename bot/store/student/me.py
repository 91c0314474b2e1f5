"""Everything that is stored about one person, so that this person can see it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.delivery import DELIVERED, State
from bot.domain.delivery.push import PushKind
from bot.domain.postings.announcement import STAGES
from bot.store.queries import count
from bot.store.tables import (
    Bond,
    Bookmark,
    Call,
    Complaint,
    Delivery,
    Destination,
    Employer,
    Evidence,
    Interest,
    Lead,
    Posting,
    Push,
    Question,
)

ARRIVED = (*DELIVERED, State.RECALLED)


async def kinds(session: AsyncSession, person_id: int, since: datetime) -> Mapping[PushKind, int]:
    """Map each kind of push to the number of deliveries that arrived since ``since``. For a digest, the postings that
    it carried are counted."""
    rows = await session.execute(
        select(col(Push.kind), func.count())
        .join(Delivery, col(Delivery.push_id) == col(Push.id))
        .where(
            col(Delivery.person_id) == person_id,
            col(Delivery.state).in_(ARRIVED),
            col(Delivery.sent_at) >= since,
            col(Push.kind) != PushKind.DIGEST,
        )
        .group_by(col(Push.kind))
    )
    return dict(rows.all())


async def received(session: AsyncSession, person_id: int, limit: int | None = None) -> Sequence[tuple[Delivery, Push]]:
    """Return (delivery, push) of everything that arrived, newest first. For a digest, the postings that it carried are
    listed."""
    rows = await session.execute(
        select(Delivery, Push)
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .where(
            col(Delivery.person_id) == person_id,
            col(Delivery.state).in_(ARRIVED),
            col(Delivery.sent_at).is_not(None),
            col(Push.kind) != PushKind.DIGEST,
        )
        .order_by(col(Delivery.sent_at).desc(), col(Delivery.id).desc())
        .limit(limit)
    )
    return [(delivery, push) for delivery, push in rows]


async def counts(session: AsyncSession, person_id: int) -> tuple[int, int]:
    """Return (number of postings that the person wants or applied to, number of questions that the person asked)."""
    wanted = await count(session, Interest, col(Interest.person_id) == person_id, col(Interest.attitude).in_(STAGES))
    return wanted, await count(session, Question, col(Question.person_id) == person_id)


async def recommended_to(session: AsyncSession, person_id: int) -> list[str]:
    """Return the names of the employers to whom the person agreed to be named."""
    rows = await session.execute(
        select(col(Employer.name))
        .join(Posting, col(Posting.employer_id) == col(Employer.id))
        .join(Interest, col(Interest.posting_id) == col(Posting.id))
        .where(col(Interest.person_id) == person_id, col(Interest.recommended_at).is_not(None))
        .distinct()
        .order_by(col(Employer.name))
    )
    return list(rows.scalars())


async def bonds(session: AsyncSession, person_id: int) -> list[Bond]:
    rows = await session.execute(select(Bond).where(col(Bond.person_id) == person_id).order_by(col(Bond.bound_at)))
    return list(rows.scalars())


async def said(session: AsyncSession, person_id: int) -> list[tuple[Interest, Posting, str]]:
    """Return (interest, posting, employer's name) of every posting to which the person has an attitude, oldest
    first."""
    rows = await session.execute(
        select(Interest, Posting, col(Employer.name))
        .join(Posting, col(Posting.id) == col(Interest.posting_id))
        .join(Employer, col(Employer.id) == col(Posting.employer_id))
        .where(col(Interest.person_id) == person_id)
        .order_by(col(Interest.at))
    )
    return [(interest, posting, name) for interest, posting, name in rows]


async def kept(session: AsyncSession, person_id: int) -> list[tuple[Bookmark, Posting, str]]:
    """Return (bookmark, posting, employer's name) of every bookmark, oldest first."""
    rows = await session.execute(
        select(Bookmark, Posting, col(Employer.name))
        .join(Posting, col(Posting.id) == col(Bookmark.posting_id))
        .join(Employer, col(Employer.id) == col(Posting.employer_id))
        .where(col(Bookmark.person_id) == person_id)
        .order_by(col(Bookmark.at))
    )
    return [(bookmark, posting, name) for bookmark, posting, name in rows]


async def questions(session: AsyncSession, person_id: int) -> list[Question]:
    query = select(Question).where(col(Question.person_id) == person_id).order_by(col(Question.asked_at))
    return list(await session.scalars(query))


async def calls(session: AsyncSession, person_id: int) -> list[Call]:
    query = select(Call).where(col(Call.person_id) == person_id).order_by(col(Call.at))
    return list(await session.scalars(query))


async def complaints(session: AsyncSession, person_id: int) -> list[Complaint]:
    query = select(Complaint).where(col(Complaint.person_id) == person_id).order_by(col(Complaint.at))
    return list(await session.scalars(query))


async def leads(session: AsyncSession, person_id: int) -> list[Lead]:
    query = select(Lead).where(col(Lead.person_id) == person_id).order_by(col(Lead.at))
    return list(await session.scalars(query))


async def destinations(session: AsyncSession, person_id: int) -> list[tuple[Destination, int]]:
    """Return (record, number of evidence files) of every destination record, oldest first. Superseded ones are
    included."""
    papers = select(func.count()).where(col(Evidence.destination_id) == col(Destination.id)).scalar_subquery()
    rows = await session.execute(
        select(Destination, papers).where(col(Destination.person_id) == person_id).order_by(col(Destination.created_at))
    )
    return [(record, count) for record, count in rows]

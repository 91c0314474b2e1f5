"""Old wishes: students to ask whether they are still right, and students who have not answered."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.people import BondState, Reach, Standing
from bot.domain.wishes import wish_age
from bot.store import queries
from bot.store.tables import Bond, Student, Wish


def wished() -> ColumnElement[bool]:
    """Build the condition that a field of the wishes is filled in."""
    named = (Wish.regions, Wish.employer_types, Wish.categories, Wish.floor)
    return or_(col(Wish.own_major_only), *(col(part).is_not(None) for part in named))


def unanswered() -> ColumnElement[bool]:
    """Build the condition that the bot asked, and the student has not confirmed or changed the wishes since."""
    asked, renewed = col(Wish.asked_at), col(Wish.renewed_at)
    return and_(asked.is_not(None), asked >= col(Wish.updated_at), or_(renewed.is_(None), asked >= renewed))


def stale(day: date) -> ColumnElement[bool]:
    """Build the condition that the question was unanswered for so long that digests become weekly."""
    return and_(unanswered(), col(Wish.asked_at) < wish_age.stale_before(day))


async def old(session: AsyncSession, noon: datetime, among: Sequence[int] | None = None) -> set[int]:
    """Return the ids of the students to ask whether their wishes are still right. ``among`` limits them.

    At ``noon`` their wishes are older than ``OLD_AFTER`` and no question is open. They get postings and can be reached.
    """
    before = noon - wish_age.OLD_AFTER
    query = (
        select(col(Wish.person_id))
        .join(Student, col(Student.person_id) == col(Wish.person_id))
        .join(Bond, col(Bond.person_id) == col(Wish.person_id))
        .where(
            wished(),
            ~unanswered(),
            col(Wish.updated_at) <= before,
            or_(col(Wish.renewed_at).is_(None), col(Wish.renewed_at) <= before),
            col(Student.standing) == Standing.ACTIVE,
            ~col(Student.opted_out),
            or_(~col(Student.settled), col(Student.keeps_receiving)),
            col(Bond.state) != BondState.ENDED,
            col(Bond.reach) == Reach.OPEN,
        )
    )
    if among is None:
        return set(await session.scalars(query))
    return {person_id for (person_id,) in await queries.among(session, query, col(Wish.person_id), among)}


async def mark_asked(session: AsyncSession, person_id: int, at: datetime) -> None:
    await session.execute(update(Wish).where(col(Wish.person_id) == person_id).values(asked_at=at))

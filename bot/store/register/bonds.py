"""Bonds of Telegram users, and students who wait for their counsellor's confirmation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.names import told_apart
from bot.domain.people import BondState, Trust
from bot.store.tables import Bond, Person, Student, Unit


@dataclass(frozen=True)
class Waiting:
    """A student who joined by class code and is not confirmed yet."""

    bond_id: int
    number: str
    name: str
    class_name: str
    bound_at: datetime


async def of_telephone(session: AsyncSession, telegram_id: int) -> Bond | None:
    """Return the Telegram user's present bond, or None."""
    query = select(Bond).where(col(Bond.telegram_id) == telegram_id, col(Bond.state) != BondState.ENDED)
    return await session.scalar(query)


async def waiting(
    session: AsyncSession, class_ids: Sequence[int], college_ids: Sequence[int], everywhere: bool
) -> list[Waiting]:
    """Return the students of these classes and colleges who wait for confirmation, oldest first.

    With ``everywhere``, return those of all classes.
    """
    query = (
        select(col(Bond.id), col(Person.number), col(Person.name), col(Unit.name), col(Bond.bound_at))
        .join(Person, col(Person.id) == col(Bond.person_id))
        .join(Student, col(Student.person_id) == col(Bond.person_id))
        .join(Unit, col(Unit.id) == col(Student.class_id))
        .where(col(Bond.state) != BondState.ENDED, col(Bond.trust) == Trust.CLASS)
    )
    if not everywhere:
        query = query.where(col(Student.class_id).in_(class_ids) | col(Student.college_id).in_(college_ids))
    rows = await session.execute(query.order_by(col(Bond.bound_at), col(Bond.id)))
    return told_apart([Waiting(*row) for row in rows])

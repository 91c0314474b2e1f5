"""The cadres and substitutes of each class, the classmates who could succeed them, and the handovers on offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.names import told_apart
from bot.domain.people import BondState, HandoverState, Reach, Role, Trust
from bot.store.tables import Bond, Handover, Membership, Person, Student


@dataclass(frozen=True)
class CadreSeat:
    """A present seat of a cadre. ``reached`` says whether the bot may send them a cadre's messages.

    For that, their chat must be open and their identity confirmed.
    """

    membership_id: int
    person_id: int
    number: str
    name: str
    substitute: bool
    reached: bool


@dataclass(frozen=True)
class Classmate:
    """A student who could become a cadre. ``reached`` means the same as in ``CadreSeat``."""

    person_id: int
    number: str
    name: str
    reached: bool


def _reached() -> ColumnElement[bool]:
    return (
        (col(Bond.person_id) == col(Person.id))
        & (col(Bond.state) != BondState.ENDED)
        & (col(Bond.reach) == Reach.OPEN)
        & (col(Bond.trust) == Trust.PERSONAL)
    )


async def seats(session: AsyncSession, class_id: int) -> list[CadreSeat]:
    """Return the cadres of a class, followed by the substitutes."""
    rows = await session.execute(
        select(col(Membership.id), col(Person.id), col(Person.number), col(Person.name), col(Membership.substitute))
        .add_columns(col(Bond.id).is_not(None))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .outerjoin(Bond, _reached())
        .where(
            col(Membership.unit_id) == class_id,
            col(Membership.role) == Role.CADRE,
            col(Membership.until).is_(None),
        )
        .order_by(col(Membership.substitute), col(Membership.id))
    )
    return told_apart([CadreSeat(*row) for row in rows])


async def reaching(session: AsyncSession, class_ids: Sequence[int], year: int) -> set[int]:
    """Return those of ``class_ids`` in which the bot can reach a cadre or a substitute.

    Students of cohorts before ``year`` do not count, because they have left.
    """
    gone = select(col(Student.person_id)).where(col(Student.cohort) < year)
    rows = await session.execute(
        select(col(Membership.unit_id))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .join(Bond, _reached())
        .where(
            col(Membership.unit_id).in_(class_ids),
            col(Membership.role) == Role.CADRE,
            col(Membership.until).is_(None),
            col(Person.id).not_in(gone),
        )
        .distinct()
    )
    return set(rows.scalars())


async def counsellors(session: AsyncSession, class_ids: Sequence[int]) -> list[tuple[int, int]]:
    """Return (person id, class id) of the counsellors and advisors of the classes that the bot can reach."""
    rows = await session.execute(
        select(col(Person.id), col(Membership.unit_id))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .join(Bond, _reached())
        .where(
            col(Membership.unit_id).in_(class_ids),
            col(Membership.role).in_([Role.COUNSELLOR, Role.ADVISOR]),
            col(Membership.until).is_(None),
        )
        .distinct()
        .order_by(col(Membership.unit_id), col(Person.id))
    )
    return [(person_id, class_id) for person_id, class_id in rows]


async def left(session: AsyncSession, person_ids: Sequence[int], year: int) -> set[int]:
    """Return those of ``person_ids`` who are students of a cohort before ``year``."""
    mine = col(Student.person_id).in_(person_ids), col(Student.cohort) < year
    return set(await session.scalars(select(col(Student.person_id)).where(*mine)))


async def graduated(session: AsyncSession, class_ids: Sequence[int], year: int) -> set[int]:
    """Return those of ``class_ids`` that have left the school: their latest cohort is before ``year``."""
    rows = await session.execute(
        select(col(Student.class_id))
        .where(col(Student.class_id).in_(class_ids))
        .group_by(col(Student.class_id))
        .having(func.max(col(Student.cohort)) < year)
    )
    return set(rows.scalars())


async def classmates(session: AsyncSession, class_id: int, words: str = "") -> list[Classmate]:
    """Return the students of a class, ordered by number. ``words`` is an exact number or name to search for."""
    query = (
        select(col(Person.id), col(Person.number), col(Person.name), col(Bond.id).is_not(None))
        .join(Student, col(Student.person_id) == col(Person.id))
        .outerjoin(Bond, _reached())
        .where(col(Student.class_id) == class_id)
        .order_by(col(Person.number))
    )
    if words:
        query = query.where((col(Person.number) == words.upper()) | (col(Person.name_key) == words))
    return [Classmate(*row) for row in await session.execute(query)]


async def seat_of(session: AsyncSession, person_id: int, class_id: int) -> Membership | None:
    """Return the cadre's seat that the person holds in the class today, or None."""
    rows = await session.execute(
        select(Membership).where(
            col(Membership.person_id) == person_id,
            col(Membership.unit_id) == class_id,
            col(Membership.role) == Role.CADRE,
            col(Membership.until).is_(None),
        )
    )
    return rows.scalar_one_or_none()


async def offered(session: AsyncSession, class_id: int) -> Handover | None:
    """Return the handover of a class that waits for the successor's answer, or None."""
    query = select(Handover).where(col(Handover.unit_id) == class_id, col(Handover.state) == HandoverState.OFFERED)
    return await session.scalar(query)


async def accepted_since(session: AsyncSession, since: datetime) -> list[Handover]:
    """Return the handovers accepted after ``since``, oldest first."""
    query = (
        select(Handover)
        .where(col(Handover.state) == HandoverState.ACCEPTED, col(Handover.decided_at) > since)
        .order_by(col(Handover.decided_at))
    )
    return list(await session.scalars(query))

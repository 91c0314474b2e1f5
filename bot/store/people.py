"""Queries for persons and units: the person behind a Telegram user, their seats, the units, and the people in a
unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.people import BondState, Reach, Role, Seat, Standing, Trust, UnitKind
from bot.store.queries import count
from bot.store.tables import Bond, Membership, Person, Student, Unit


@dataclass(frozen=True)
class Speaker:
    """A bound person who writes to the bot, with their bond and the seats that they hold today."""

    person_id: int
    number: str
    name: str
    telegram_id: int
    state: BondState
    trust: Trust
    seats: tuple[Seat, ...]

    def holds(self, *roles: Role) -> bool:
        return any(seat.role in roles for seat in self.seats)

    def units(self, *roles: Role) -> tuple[int, ...]:
        """The ids of the units in which the speaker holds at least one of ``roles``."""
        return tuple(seat.unit_id for seat in self.seats if seat.role in roles)

    @property
    def is_student(self) -> bool:
        return self.holds(Role.STUDENT)


@dataclass(frozen=True)
class Holder:
    """A person who holds a role. ``telegram_id`` is None if the bot cannot reach the person."""

    person_id: int
    name: str
    telegram_id: int | None


async def speaker(session: AsyncSession, telegram_id: int) -> Speaker | None:
    """Return the person whose bond with ``telegram_id`` is bound or pending, with today's seats. Returns None if there
    is none."""
    row = (
        await session.execute(
            select(Bond, Person)
            .join(Person, col(Person.id) == col(Bond.person_id))
            .where(col(Bond.telegram_id) == telegram_id, col(Bond.state) != BondState.ENDED)
        )
    ).first()
    if row is None:
        return None
    bond, person = row
    return Speaker(
        person_id=bond.person_id,
        number=person.number,
        name=person.name,
        telegram_id=telegram_id,
        state=bond.state,
        trust=bond.trust,
        seats=_proven(await seats(session, bond.person_id), bond.trust),
    )


def _proven(held: tuple[Seat, ...], trust: Trust) -> tuple[Seat, ...]:
    """Return the seats that a bond with ``trust`` proves. Classmates know a class code too. A bond by class code
    therefore proves only the student's seat until a counsellor confirms the person."""
    return held if trust == Trust.PERSONAL else tuple(seat for seat in held if seat.role == Role.STUDENT)


async def seats(session: AsyncSession, person_id: int) -> tuple[Seat, ...]:
    rows = await session.execute(
        select(col(Membership.role), col(Membership.unit_id))
        .where(col(Membership.person_id) == person_id, col(Membership.until).is_(None))
        .order_by(col(Membership.id))
    )
    return tuple(Seat(role, unit_id) for role, unit_id in rows)


async def by_number(session: AsyncSession, number: str) -> Person | None:
    """Return the person with this student or staff number (学号 or 工号), or None. Spaces around ``number`` and the
    case of its letters are ignored."""
    wanted = number.strip().upper()
    return await session.scalar(select(Person).where(col(Person.number) == wanted))


async def bond_of(session: AsyncSession, person_id: int) -> Bond | None:
    """Return the person's bond that has not ended, or None."""
    query = select(Bond).where(col(Bond.person_id) == person_id, col(Bond.state) != BondState.ENDED)
    return await session.scalar(query)


async def holders(session: AsyncSession, unit_ids: Sequence[int], *roles: Role) -> list[Holder]:
    """Return the people who hold at least one of ``roles`` in at least one of the units today, ordered by id.

    ``telegram_id`` is set only if the bot may write to the person. Their chat must be open, and a student must not be
    paused. A cadre who joined by class code must be confirmed by the counsellor, because a cadre's messages contain
    names.
    """
    paused = select(col(Student.person_id)).where(col(Student.standing) == Standing.PAUSED)
    rows = await session.execute(
        select(col(Person.id), col(Person.name), col(Bond.telegram_id))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .outerjoin(
            Bond,
            (col(Bond.person_id) == col(Person.id))
            & (col(Bond.state) != BondState.ENDED)
            & (col(Bond.reach) == Reach.OPEN)
            & ((col(Bond.trust) == Trust.PERSONAL) | (col(Membership.role) == Role.STUDENT))
            & col(Person.id).not_in(paused),
        )
        .where(
            col(Membership.unit_id).in_(unit_ids),
            col(Membership.role).in_(roles),
            col(Membership.until).is_(None),
        )
        .distinct()
        .order_by(col(Person.id))
    )
    return [Holder(person_id, name, telegram_id) for person_id, name, telegram_id in rows]


async def school(session: AsyncSession) -> Unit | None:
    return await session.scalar(select(Unit).where(col(Unit.kind) == UnitKind.SCHOOL))


async def unit_named(session: AsyncSession, name: str) -> list[Unit]:
    """Return all units whose name is exactly ``name``. Classes of different colleges may have the same name."""
    return list(await session.scalars(select(Unit).where(col(Unit.name) == name)))


async def children(session: AsyncSession, unit_id: int) -> list[Unit]:
    query = select(Unit).where(col(Unit.parent_id) == unit_id).order_by(col(Unit.name), col(Unit.id))
    return list(await session.scalars(query))


async def unit_path(session: AsyncSession, unit_id: int) -> str:
    """The name of a unit after the name of its college, such as ``土木工程学院 土木2301``. The school is ``全校``."""
    names: list[str] = []
    unit = await session.get(Unit, unit_id)
    while unit is not None and unit.kind != UnitKind.SCHOOL:
        names.append(unit.name)
        unit = await session.get(Unit, unit.parent_id) if unit.parent_id else None
    return " ".join(reversed(names)) or "全校"


def students_in(unit: Unit) -> ColumnElement[bool]:
    """Build the SQL condition that a student belongs to ``unit``, which may be the school, a college or a class."""
    if unit.kind == UnitKind.SCHOOL:
        return col(Student.person_id).is_not(None)
    column = Student.college_id if unit.kind == UnitKind.COLLEGE else Student.class_id
    return col(column) == unit.id


async def student_ids(session: AsyncSession, unit: Unit, *, left: bool = False) -> list[int]:
    """Return the ids of the students of ``unit`` in ascending order. Students without a bond are included, and with
    ``left`` also those who have left: they get no messages any more."""
    query = select(col(Student.person_id)).where(students_in(unit)).order_by(col(Student.person_id))
    return list(await session.scalars(query if left else query.where(col(Student.standing) != Standing.LEFT)))


async def seated_in(session: AsyncSession, unit: Unit, *roles: Role) -> list[int]:
    """Return the ids of the people who hold at least one of ``roles`` in ``unit`` or in a unit below it. Each id is
    listed once. People without a bond are included."""
    children = select(col(Unit.id)).where(col(Unit.parent_id) == unit.id)
    within = select(col(Unit.id)).where(
        or_(col(Unit.id) == unit.id, col(Unit.parent_id) == unit.id, col(Unit.parent_id).in_(children))
    )
    rows = await session.execute(
        select(col(Membership.person_id))
        .where(col(Membership.unit_id).in_(within), col(Membership.role).in_(roles), col(Membership.until).is_(None))
        .distinct()
        .order_by(col(Membership.person_id))
    )
    return list(rows.scalars())


async def is_empty(session: AsyncSession) -> bool:
    """Whether the database contains no person yet."""
    return not await count(session, Person)


async def count_students(session: AsyncSession, unit: Unit) -> tuple[int, int]:
    """Return (number of students of ``unit``, number of these students that the bot can reach). Students who have left
    are not counted."""
    row = (
        await session.execute(
            select(func.count(), func.count(col(Bond.id)))
            .select_from(Student)
            .outerjoin(
                Bond,
                (col(Bond.person_id) == col(Student.person_id))
                & (col(Bond.state) != BondState.ENDED)
                & (col(Bond.reach) == Reach.OPEN),
            )
            .where(students_in(unit), col(Student.standing) != Standing.LEFT)
        )
    ).one()
    return row[0], row[1]


async def mark_reach(session: AsyncSession, telegram_id: int, reach: Reach) -> None:
    """Record on the bond whether the last send found the chat open or closed."""
    living = and_(col(Bond.telegram_id) == telegram_id, col(Bond.state) != BondState.ENDED)
    await session.execute(update(Bond).where(living).values(reach=reach))


async def bind_pending(session: AsyncSession, now: datetime) -> None:
    """Set every pending bond to bound, as if both consents had been given. Only an invented school may use this."""
    await session.execute(
        update(Bond)
        .where(col(Bond.state) == BondState.PENDING)
        .values(state=BondState.BOUND, trust=Trust.PERSONAL, consented_at=now, overseas_consented_at=now)
    )

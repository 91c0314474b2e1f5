"""Queries for persons and units: the person behind a Telegram user, their seats, and the people in a unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.names import labels, told_apart
from bot.domain.people import BondState, Reach, Role, Seat, Standing, Trust, UnitKind
from bot.store.queries import count
from bot.store.tables import Bond, Membership, Person, Student, Unit


@dataclass(frozen=True)
class Speaker:
    """A person who writes to the bot, with their bond and present seats."""

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
        """The ids of the units in which the speaker has one of ``roles``."""
        return tuple(seat.unit_id for seat in self.seats if seat.role in roles)

    def under(self, *roles: Role) -> "Speaker":
        """The same person with only the seats of these roles, for a list that only these roles may see."""
        return replace(self, seats=tuple(seat for seat in self.seats if seat.role in roles))

    @property
    def is_student(self) -> bool:
        return self.holds(Role.STUDENT)


@dataclass(frozen=True)
class Holder:
    """A person with a role. ``telegram_id`` is None if the bot cannot reach them."""

    person_id: int
    number: str
    name: str
    telegram_id: int | None


async def speaker(session: AsyncSession, telegram_id: int) -> Speaker | None:
    """Return the person whose bond with ``telegram_id`` is bound or pending, with their present seats, or None."""
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
    """Return the seats that a bond with ``trust`` proves.

    Classmates know a class code too, so it proves only the student's seat until a counsellor confirms.
    """
    return held if trust == Trust.PERSONAL else tuple(seat for seat in held if seat.role == Role.STUDENT)


async def seats(session: AsyncSession, person_id: int) -> tuple[Seat, ...]:
    rows = await session.execute(
        select(col(Membership.role), col(Membership.unit_id))
        .where(col(Membership.person_id) == person_id, col(Membership.until).is_(None))
        .order_by(col(Membership.id))
    )
    return tuple(Seat(role, unit_id) for role, unit_id in rows)


async def by_number(session: AsyncSession, number: str) -> Person | None:
    """Return the person with this 学号 or 工号, or None. Blanks around it and the case of letters do not matter."""
    wanted = number.strip().upper()
    return await session.scalar(select(Person).where(col(Person.number) == wanted))


async def bond_of(session: AsyncSession, person_id: int) -> Bond | None:
    """Return the person's present bond, or None."""
    query = select(Bond).where(col(Bond.person_id) == person_id, col(Bond.state) != BondState.ENDED)
    return await session.scalar(query)


async def holders(session: AsyncSession, unit_ids: Sequence[int], *roles: Role) -> list[Holder]:
    """Return the people with one of ``roles`` in one of the units today, ordered by id.

    ``telegram_id`` is set only if the bot may write to them. Their chat must be open, and a student must not be paused.
    A cadre who joined by class code must be confirmed, because their messages contain names.
    """
    paused = select(col(Student.person_id)).where(col(Student.standing) == Standing.PAUSED)
    rows = await session.execute(
        select(col(Person.id), col(Person.number), col(Person.name), col(Bond.telegram_id))
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
    return told_apart([Holder(*row) for row in rows])


async def names(session: AsyncSession, person_ids: Iterable[int]) -> dict[int, str]:
    """Map the id of each person to their name, told apart within these people."""
    query = select(col(Person.id), col(Person.name), col(Person.number)).where(col(Person.id).in_(person_ids))
    rows = (await session.execute(query)).all()
    known = labels((name, number) for _, name, number in rows)
    return {person_id: known[number] for person_id, _, number in rows}


async def school(session: AsyncSession) -> Unit | None:
    return await session.scalar(select(Unit).where(col(Unit.kind) == UnitKind.SCHOOL))


async def unit_named(session: AsyncSession, name: str) -> list[Unit]:
    """Return all units with exactly this name. Classes of different colleges may share one."""
    return list(await session.scalars(select(Unit).where(col(Unit.name) == name)))


async def children(session: AsyncSession, unit_id: int) -> list[Unit]:
    query = select(Unit).where(col(Unit.parent_id) == unit_id).order_by(col(Unit.name), col(Unit.id))
    return list(await session.scalars(query))


async def unit_path(session: AsyncSession, unit_id: int) -> str:
    """The name of a unit with its college's name before it: ``土木工程学院 土木2301``. The school is ``全校``."""
    names: list[str] = []
    unit = await session.get(Unit, unit_id)
    while unit is not None and unit.kind != UnitKind.SCHOOL:
        names.append(unit.name)
        unit = await session.get(Unit, unit.parent_id) if unit.parent_id else None
    return " ".join(reversed(names)) or "全校"


def students_in(unit: Unit) -> ColumnElement[bool]:
    """Build the condition that a student belongs to ``unit`` (school, college or class)."""
    if unit.kind == UnitKind.SCHOOL:
        return col(Student.person_id).is_not(None)
    column = Student.college_id if unit.kind == UnitKind.COLLEGE else Student.class_id
    return col(column) == unit.id


async def student_ids(session: AsyncSession, unit: Unit, *, left: bool = False) -> list[int]:
    """Return the ids of the students of ``unit`` in ascending order, with or without a bond.

    With ``left``, students who have left are included.
    """
    query = select(col(Student.person_id)).where(students_in(unit)).order_by(col(Student.person_id))
    return list(await session.scalars(query if left else query.where(col(Student.standing) != Standing.LEFT)))


async def seated_in(session: AsyncSession, unit: Unit, *roles: Role) -> list[int]:
    """Return the ids of the people with one of ``roles`` in ``unit`` or below it, each once, with or without a bond."""
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
    return not await count(session, Person)


async def count_students(session: AsyncSession, unit: Unit) -> tuple[int, int]:
    """Return (students of ``unit``, those of them that the bot can reach). Students who have left do not count."""
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
    """Record on the bond whether the chat was open at the last send."""
    living = and_(col(Bond.telegram_id) == telegram_id, col(Bond.state) != BondState.ENDED)
    await session.execute(update(Bond).where(living).values(reach=reach))


async def bind_pending(session: AsyncSession, now: datetime) -> None:
    """Set every pending bond to bound, as if both consents were given. Only for an invented school."""
    await session.execute(
        update(Bond)
        .where(col(Bond.state) == BondState.PENDING)
        .values(state=BondState.BOUND, trust=Trust.PERSONAL, consented_at=now, overseas_consented_at=now)
    )

"""Queries for people and units: speakers, their seats, the units, and the people in a unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.people import BondState, Reach, Role, Seat, Standing, Trust, UnitKind
from bot.store.tables import Bond, Membership, Person, Student, Unit


@dataclass(frozen=True)
class Speaker:
    """A bound person who speaks to the bot: the person, their bond, and the seats they hold today."""

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
        """Ids of the units in which the speaker holds one of the roles."""
        return tuple(seat.unit_id for seat in self.seats if seat.role in roles)

    @property
    def is_student(self) -> bool:
        return self.holds(Role.STUDENT)


@dataclass(frozen=True)
class Holder:
    """A person who holds a role. ``telegram_id`` is None when the bot cannot reach them."""

    person_id: int
    name: str
    telegram_id: int | None


async def speaker(session: AsyncSession, telegram_id: int) -> Speaker | None:
    """The person bound (or pending) to this Telegram user, with today's seats, or None."""
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
    """The seats that the bond proves. Classmates know a class code too, so it proves only the student's seat until a
    counsellor confirms the person."""
    return held if trust == Trust.PERSONAL else tuple(seat for seat in held if seat.role == Role.STUDENT)


async def seats(session: AsyncSession, person_id: int) -> tuple[Seat, ...]:
    rows = await session.execute(
        select(col(Membership.role), col(Membership.unit_id))
        .where(col(Membership.person_id) == person_id, col(Membership.until).is_(None))
        .order_by(col(Membership.id))
    )
    return tuple(Seat(role, unit_id) for role, unit_id in rows)


async def by_number(session: AsyncSession, number: str) -> Person | None:
    """The person with this 学号 or 工号, or None. Spaces around it and the case of letters do not matter."""
    wanted = number.strip().upper()
    return (await session.execute(select(Person).where(col(Person.number) == wanted))).scalar_one_or_none()


async def bond_of(session: AsyncSession, person_id: int) -> Bond | None:
    """The bond of a person that has not ended, or None."""
    return (
        await session.execute(select(Bond).where(col(Bond.person_id) == person_id, col(Bond.state) != BondState.ENDED))
    ).scalar_one_or_none()


async def holders(session: AsyncSession, unit_ids: Sequence[int], *roles: Role) -> list[Holder]:
    """The people who hold one of the roles in one of the units today, by id.

    ``telegram_id`` is set only for somebody whom the bot may write to: the chat is open, the student is not paused,
    and a cadre who joined by class code has been confirmed by the counsellor (a cadre's messages carry names).
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
    return (await session.execute(select(Unit).where(col(Unit.kind) == UnitKind.SCHOOL))).scalars().first()


async def unit_named(session: AsyncSession, name: str) -> list[Unit]:
    """All units with exactly this name: classes of different colleges may share a name."""
    return list((await session.execute(select(Unit).where(col(Unit.name) == name))).scalars())


async def children(session: AsyncSession, unit_id: int) -> list[Unit]:
    return list(
        (
            await session.execute(
                select(Unit).where(col(Unit.parent_id) == unit_id).order_by(col(Unit.name), col(Unit.id))
            )
        ).scalars()
    )


async def unit_path(session: AsyncSession, unit_id: int) -> str:
    """The name with that of the college: ``土木工程学院 土木2301``; ``全校`` for the school."""
    names: list[str] = []
    unit = await session.get(Unit, unit_id)
    while unit is not None and unit.kind != UnitKind.SCHOOL:
        names.append(unit.name)
        unit = await session.get(Unit, unit.parent_id) if unit.parent_id else None
    return " ".join(reversed(names)) or "全校"


def students_in(unit: Unit) -> ColumnElement[bool]:
    """Condition: the student is in this unit, which may be the school, a college or a class."""
    if unit.kind == UnitKind.SCHOOL:
        return col(Student.person_id).is_not(None)
    column = Student.college_id if unit.kind == UnitKind.COLLEGE else Student.class_id
    return col(column) == unit.id


async def student_ids(session: AsyncSession, unit: Unit) -> list[int]:
    """Ids of all students of a unit, bound or not, in roster order."""
    rows = await session.execute(
        select(col(Student.person_id)).where(students_in(unit)).order_by(col(Student.person_id))
    )
    return list(rows.scalars())


async def seated_in(session: AsyncSession, unit: Unit, *roles: Role) -> list[int]:
    """Ids of the people who hold one of the roles in a unit or below it, bound or not, each once."""
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
    """Whether the database has no person yet."""
    return not await session.scalar(select(func.count()).select_from(Person))


async def count_students(session: AsyncSession, unit: Unit) -> tuple[int, int]:
    """(number of students of the unit, number of these whom the bot can reach)."""
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
            .where(students_in(unit))
        )
    ).one()
    return row[0], row[1]


async def mark_reach(session: AsyncSession, telegram_id: int, reach: Reach) -> None:
    """Note the result of a send on the bond: the chat is closed, or open again."""
    bond = (
        await session.execute(
            select(Bond).where(col(Bond.telegram_id) == telegram_id, col(Bond.state) != BondState.ENDED)
        )
    ).scalar_one_or_none()
    if bond is not None:
        bond.reach = reach


async def bind_pending(session: AsyncSession, now: datetime) -> None:
    """Turn every pending bond into a full one, as if the person had consented. Only for a made-up school."""
    await session.execute(
        update(Bond)
        .where(col(Bond.state) == BondState.PENDING)
        .values(state=BondState.BOUND, trust=Trust.PERSONAL, consented_at=now)
    )

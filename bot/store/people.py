"""Reading who is who: speakers, seats, units, and whom a unit holds."""

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
    """A bound person as the doors know him: who, by which bond, holding which seats today."""

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
        """The units in which one of the roles is held."""
        return tuple(seat.unit_id for seat in self.seats if seat.role in roles)

    @property
    def is_student(self) -> bool:
        return self.holds(Role.STUDENT)


@dataclass(frozen=True)
class Holder:
    """A person who holds a role, and whether the bot can reach him."""

    person_id: int
    name: str
    telegram_id: int | None


async def speaker(session: AsyncSession, telegram_id: int) -> Speaker | None:
    """Who is bound (or pending) to this Telegram user, with today's seats."""
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
    """A class code is known to classmates: until confirmed it opens what a student gets, and no office."""
    return held if trust == Trust.PERSONAL else tuple(seat for seat in held if seat.role == Role.STUDENT)


async def seats(session: AsyncSession, person_id: int) -> tuple[Seat, ...]:
    rows = await session.execute(
        select(col(Membership.role), col(Membership.unit_id))
        .where(col(Membership.person_id) == person_id, col(Membership.until).is_(None))
        .order_by(col(Membership.id))
    )
    return tuple(Seat(role, unit_id) for role, unit_id in rows)


async def by_number(session: AsyncSession, number: str) -> Person | None:
    """The person with this 学号 or 工号, however it was typed."""
    wanted = number.strip().upper()
    return (await session.execute(select(Person).where(col(Person.number) == wanted))).scalar_one_or_none()


async def bond_of(session: AsyncSession, person_id: int) -> Bond | None:
    """The living bond of a person."""
    return (
        await session.execute(select(Bond).where(col(Bond.person_id) == person_id, col(Bond.state) != BondState.ENDED))
    ).scalar_one_or_none()


async def holders(session: AsyncSession, unit_ids: Sequence[int], *roles: Role) -> list[Holder]:
    """Who holds one of the roles in one of the units today; ``telegram_id`` only where the chat is open.

    A cadre who joined by class code is nobody to send names to until the counsellor has confirmed him, and one
    for whom everything was stopped is not asked for anything.
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
    """Units of exactly this name; a class may share its name with one of another college."""
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
    """学院 班级, without the school."""
    names: list[str] = []
    unit = await session.get(Unit, unit_id)
    while unit is not None and unit.kind != UnitKind.SCHOOL:
        names.append(unit.name)
        unit = await session.get(Unit, unit.parent_id) if unit.parent_id else None
    return " ".join(reversed(names)) or "全校"


def students_in(unit: Unit) -> ColumnElement[bool]:
    """The WHERE that keeps the students of a unit of any kind."""
    if unit.kind == UnitKind.SCHOOL:
        return col(Student.person_id).is_not(None)
    column = Student.college_id if unit.kind == UnitKind.COLLEGE else Student.class_id
    return col(column) == unit.id


async def student_ids(session: AsyncSession, unit: Unit) -> list[int]:
    """Everyone whom a broadcast to a unit concerns, bound or not, in roster order."""
    rows = await session.execute(
        select(col(Student.person_id)).where(students_in(unit)).order_by(col(Student.person_id))
    )
    return list(rows.scalars())


async def seated_in(session: AsyncSession, unit: Unit, *roles: Role) -> list[int]:
    """Who holds one of the roles in a unit or anywhere below it, bound or not, each once."""
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
    """Whether nobody is known yet."""
    return not await session.scalar(select(func.count()).select_from(Person))


async def count_students(session: AsyncSession, unit: Unit) -> tuple[int, int]:
    """(all students of the unit, those whom the bot can reach)."""
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
    """What a send told about a chat: it closed, or it is open again."""
    bond = (
        await session.execute(
            select(Bond).where(col(Bond.telegram_id) == telegram_id, col(Bond.state) != BondState.ENDED)
        )
    ).scalar_one_or_none()
    if bond is not None:
        bond.reach = reach


async def bind_pending(session: AsyncSession, now: datetime) -> None:
    """Take the consent of everybody taken over as given: for a made-up school only."""
    await session.execute(
        update(Bond)
        .where(col(Bond.state) == BondState.PENDING)
        .values(state=BondState.BOUND, trust=Trust.PERSONAL, consented_at=now)
    )

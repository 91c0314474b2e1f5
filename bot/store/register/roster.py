"""Reads the whole roster in a few queries, and writes it in batches."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.people import BondState, Reach, Role, Standing, Trust, UnitKind, normalise_name
from bot.store.people import school
from bot.store.queries import among, batches, grouped
from bot.store.tables import Bond, Membership, Person, Student, Unit, Wish

BATCH = 500
Place = tuple[str, str]
"""(college name, class name). ("土木学院", "") is a college, and ("", "") is the school."""


@dataclass(frozen=True)
class Known:
    """A graduate as stored."""

    person_id: int
    name: str
    place: Place
    major_name: str
    majors: tuple[str, ...]
    degree: int
    cohort: int
    origin: str
    counted: bool


async def ensure_school(session: AsyncSession, name: str = "") -> Unit:
    """Return the school, which is created if needed. ``name`` becomes its name."""
    unit = await school(session)
    if unit is None:
        unit = Unit(kind=UnitKind.SCHOOL, name=name or "本校")
        session.add(unit)
        await session.flush()
    elif name:
        unit.name = name
    return unit


async def places(session: AsyncSession) -> dict[Place, int]:
    """Map the place of every unit to its id."""
    found: dict[Place, int] = {}
    for unit, parent in await _with_parents(session):
        if unit.kind == UnitKind.SCHOOL:
            found["", ""] = unit.id
        elif unit.kind == UnitKind.COLLEGE:
            found[unit.name, ""] = unit.id
        elif parent is not None:
            found[parent.name, unit.name] = unit.id
    return found


async def _with_parents(session: AsyncSession) -> list[tuple[Unit, Unit | None]]:
    units = {unit.id: unit for unit in await session.scalars(select(Unit))}
    return [(unit, units.get(unit.parent_id or 0)) for unit in units.values()]


async def former_places(session: AsyncSession) -> dict[Place, int]:
    """Map former places of renamed or merged units to unit ids, without places in use today."""
    today = await places(session)
    found: dict[Place, int] = {}
    for unit, parent in await _with_parents(session):
        for name in unit.aliases:
            if unit.kind == UnitKind.COLLEGE:
                found[name, ""] = unit.id
            elif unit.kind == UnitKind.CLASS and parent is not None:
                found.update({(college, name): unit.id for college in (parent.name, *parent.aliases)})
    return {place: unit_id for place, unit_id in found.items() if place not in today}


async def add_places(session: AsyncSession, wanted: Iterable[Place], known: dict[Place, int]) -> None:
    """Create the missing colleges and classes, and add them to ``known`` (place → unit id)."""
    missing = {place for place in wanted if place not in known}
    colleges = {(college, "") for college, _ in missing if (college, "") not in known}
    for level, kind in ((colleges, UnitKind.COLLEGE), (missing - colleges, UnitKind.CLASS)):
        units = {
            (college, leaf): Unit(kind=kind, name=leaf or college, parent_id=known[college if leaf else "", ""])
            for college, leaf in sorted(level)
        }
        session.add_all(units.values())
        await session.flush()
        known.update({place: unit.id for place, unit in units.items()})


async def people_by_number(session: AsyncSession) -> dict[str, tuple[int, str]]:
    """Map every person's number to (person id, name)."""
    rows = await session.execute(select(col(Person.number), col(Person.id), col(Person.name)))
    return {number: (person_id, name) for number, person_id, name in rows}


async def add_people(session: AsyncSession, names: Mapping[str, str]) -> dict[str, int]:
    """Insert persons. ``names`` maps numbers to names, and the result maps numbers to person ids."""
    rows = [{"number": n, "name": name, "name_key": normalise_name(name)} for n, name in names.items()]
    for batch in batches(rows, BATCH):
        await session.execute(insert(Person), batch)
    query = select(col(Person.number), col(Person.id))
    return dict(iter(await among(session, query, col(Person.number), list(names))))


async def students(session: AsyncSession, known: Mapping[Place, int]) -> dict[str, Known]:
    """Map every graduate's number to the stored graduate. ``known`` maps places to unit ids."""
    names = {unit_id: place for place, unit_id in known.items()}
    rows = await session.execute(
        select(
            col(Person.number), col(Person.id), col(Person.name), col(Student.class_id), col(Student.major_name),
            col(Student.majors), col(Student.degree), col(Student.cohort), col(Student.origin), col(Student.counted),
        ).join(Student, col(Student.person_id) == col(Person.id))
    )  # fmt: skip
    return {
        number: Known(person_id, name, names[class_id], major_name, tuple(codes), degree, cohort, origin, counted)
        for number, person_id, name, class_id, major_name, codes, degree, cohort, origin, counted in rows
    }


async def add_students(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Insert students. Each row has ``person_id`` and the roster's columns. Students' own
    settings get their defaults.
    """
    fresh: dict[str, Any] = {
        "standing": Standing.ACTIVE, "intent": None, "settled": False, "keeps_receiving": False,
        "opted_out": False, "muted_employers": [], "muted_categories": [],
    }  # fmt: skip
    for batch in batches(rows, BATCH):
        await session.execute(insert(Student), [fresh | row for row in batch])


async def update_students(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Update students. Each row has ``person_id`` and the columns to change, the same in all rows."""
    if rows:
        await session.execute(update(Student), rows)


async def seats(session: AsyncSession, roles: Sequence[Role]) -> set[tuple[int, Role, int]]:
    """Return (person id, role, unit id) of every present seat with one of ``roles``."""
    query = select(col(Membership.person_id), col(Membership.role), col(Membership.unit_id))
    rows = await session.execute(query.where(col(Membership.role).in_(roles), col(Membership.until).is_(None)))
    return {(person_id, role, unit_id) for person_id, role, unit_id in rows}


async def substitutes(session: AsyncSession) -> set[tuple[int, int]]:
    """Return (person id, class id) of the present substitutes."""
    query = select(col(Membership.person_id), col(Membership.unit_id))
    rows = await session.execute(query.where(col(Membership.substitute).is_(True), col(Membership.until).is_(None)))
    return {(person_id, unit_id) for person_id, unit_id in rows}


async def sit(
    session: AsyncSession,
    wanted: Iterable[tuple[int, Role, int]],
    now: datetime,
    substitutes: Collection[tuple[int, int]] = (),
) -> None:
    """Insert seats (person id, role, unit id) that begin at ``now``. ``substitutes`` are (person id, class id)."""
    rows = [
        {
            "person_id": person_id,
            "role": role,
            "unit_id": unit_id,
            "since": now,
            "until": None,
            "substitute": role == Role.CADRE and (person_id, unit_id) in substitutes,
        }
        for person_id, role, unit_id in sorted(wanted)
    ]
    for batch in batches(rows, BATCH):
        await session.execute(insert(Membership), batch)


async def stand_up(session: AsyncSession, ended: Iterable[tuple[int, Role, int]], now: datetime) -> None:
    """End seats (person id, role, unit id) at ``now``. Their rows stay."""
    by_seat = grouped(((role, unit_id), person_id) for person_id, role, unit_id in ended)
    for (role, unit_id), person_ids in sorted(by_seat.items()):
        for batch in batches(person_ids, BATCH):
            await session.execute(
                update(Membership)
                .where(
                    col(Membership.person_id).in_(batch),
                    col(Membership.role) == role,
                    col(Membership.unit_id) == unit_id,
                    col(Membership.until).is_(None),
                )
                .values(until=now),
                execution_options={"synchronize_session": False},
            )


async def bonds(session: AsyncSession) -> dict[int, int]:
    """Map each bound person's id to their Telegram id."""
    query = select(col(Bond.person_id), col(Bond.telegram_id)).where(col(Bond.state) != BondState.ENDED)
    return dict(iter(await session.execute(query)))


async def add_pending_bonds(session: AsyncSession, bonds: Mapping[int, int], now: datetime) -> None:
    """Insert pending bonds. ``bonds`` maps person ids to Telegram ids.

    The bot asks each person for consent at the first contact. The bonds count as personal, because the office vouches
    for its list.
    """
    rows = [
        {
            "person_id": person_id, "telegram_id": telegram_id, "state": BondState.PENDING, "trust": Trust.PERSONAL,
            "reach": Reach.OPEN, "consented_at": None, "overseas_consented_at": None, "bound_at": now, "ended_at": None,
        }
        for person_id, telegram_id in bonds.items()
    ]  # fmt: skip
    for batch in batches(rows, BATCH):
        await session.execute(insert(Bond), batch)


async def wishes(session: AsyncSession) -> dict[int, dict[str, Any]]:
    """Map each person's id to their row of wishes as a dictionary."""
    return {wish.person_id: wish.model_dump() for wish in await session.scalars(select(Wish))}


async def put_wishes(session: AsyncSession, fresh: Sequence[dict[str, Any]], changed: Sequence[dict[str, Any]]) -> None:
    """Insert the wish rows in ``fresh`` and update those in ``changed``. Each row is complete."""
    for batch in batches(fresh, BATCH):
        # without render_nulls, rows with different empty fields would become separate statements
        await session.execute(insert(Wish), batch, execution_options={"render_nulls": True})
    if changed:
        await session.execute(update(Wish), changed)

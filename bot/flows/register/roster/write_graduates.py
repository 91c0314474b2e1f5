"""Write a compared roster: students, their dated seats, and the deliveries of those who change class."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.people import Role
from bot.domain.register.roster import RosterEntry
from bot.flows.register.roster.report import Report
from bot.store.queries import grouped
from bot.store.register import class_changes, cohorts, roster
from bot.store.register.roster import Known, Place


async def write(
    session: AsyncSession,
    entries: Sequence[RosterEntry],
    report: Report,
    units: dict[Place, int],
    known: dict[str, Known],
    now: datetime,
) -> None:
    """Write the students that ``report`` calls added or changed, with their places and seats."""
    await roster.add_places(session, {(e.college, e.class_name) for e in entries}, units)
    ids = await _identify(session, entries)
    touched = {change.number for change in report.changed}
    fresh = [entry for entry in entries if entry.number not in known]
    changed = [entry for entry in entries if entry.number in touched]
    await roster.add_students(
        session, [_row(e, ids, units) | {"origin": e.origin, "counted": e.counted is not False} for e in fresh]
    )
    await roster.update_students(session, [_row(e, ids, units) | _kept(e, known[e.number]) for e in changed])
    await _move_seats(session, [*fresh, *changed], ids, units, now)
    await _follow(session, changed, known, ids, units, now)


async def _identify(session: AsyncSession, entries: Sequence[RosterEntry]) -> dict[str, int]:
    """Map each number to its person id. People who are not known yet are added."""
    everyone = {n: person_id for n, (person_id, _) in (await roster.people_by_number(session)).items()}
    unknown = {entry.number: entry.name for entry in entries if entry.number not in everyone}
    return everyone | await roster.add_people(session, unknown)


def _row(entry: RosterEntry, ids: dict[str, int], units: dict[Place, int]) -> dict[str, object]:
    return {
        "person_id": ids[entry.number],
        "class_id": units[entry.college, entry.class_name],
        "college_id": units[entry.college, ""],
        "major_name": entry.major_name,
        "majors": list(entry.majors),
        "degree": int(entry.degree),
        "cohort": entry.cohort,
    }


def _kept(entry: RosterEntry, student: Known) -> dict[str, object]:
    """Return the columns that keep their value if the list's cell is empty or the list has no such column."""
    counted = student.counted if entry.counted is None else entry.counted
    return {"origin": entry.origin or student.origin, "counted": counted}


async def _follow(
    session: AsyncSession,
    changed: Sequence[RosterEntry],
    known: Mapping[str, Known],
    ids: Mapping[str, int],
    units: Mapping[Place, int],
    now: datetime,
) -> None:
    """Move the open deliveries of students who changed class, and resume messages to students now in a later cohort."""
    for entry in changed:
        student = known[entry.number]
        if student.place != (entry.college, entry.class_name):
            place = units[entry.college, entry.class_name], units[entry.college, ""]
            await class_changes.take_along(session, [ids[entry.number]], *place, now)
        if entry.cohort > student.cohort:
            await cohorts.bring_back(session, ids[entry.number])


async def _move_seats(
    session: AsyncSession,
    entries: Sequence[RosterEntry],
    ids: dict[str, int],
    units: dict[Place, int],
    now: datetime,
) -> None:
    """Begin and end the dated seats of new and changed students. A cadre who leaves a class loses the seat there."""
    held = await roster.seats(session, [Role.STUDENT, Role.CADRE])
    stand_ins = await roster.substitutes(session)
    by_person = grouped((seat[0], seat) for seat in held)
    wanted: set[tuple[int, Role, int]] = set()
    current: set[tuple[int, Role, int]] = set()
    otherwise: set[tuple[int, Role, int]] = set()
    """Seats of cadres who become substitutes, or of substitutes who become cadres. Each ends, and another begins."""
    named: set[tuple[int, int]] = set()
    for entry in entries:
        person_id, unit_id = ids[entry.number], units[entry.college, entry.class_name]
        mine = by_person.get(person_id, [])
        current.update(mine)
        wanted.add((person_id, Role.STUDENT, unit_id))
        cadre = (person_id, Role.CADRE, unit_id)
        if entry.cadre or (entry.cadre is None and cadre in mine):
            wanted.add(cadre)
        if entry.cadre and entry.substitute:
            named.add((person_id, unit_id))
        if entry.cadre and cadre in mine and entry.substitute != ((person_id, unit_id) in stand_ins):
            otherwise.add(cadre)
    await roster.stand_up(session, (current - wanted) | otherwise, now)
    await roster.sit(session, (wanted - current) | otherwise, now, named)

"""Import the staff list: the roles of each person, and the units in which they have them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.lists import Fault, Problem, Rows
from bot.domain.people import ROLE_NAMES, SEATS, Role, UnitKind
from bot.domain.register.roster import StaffEntry, read_staff
from bot.flows.register.roster.report import Change, Report, other_names
from bot.store.queries import grouped
from bot.store.register import roster
from bot.store.register.roster import Place

LISTED = tuple(role for role in Role if role not in (Role.STUDENT, Role.CADRE))
"""The roles that the list may begin and end. Cadres come from the roster too, so this list only adds them."""
TITLES = {role: title for title, role in reversed(ROLE_NAMES.items())}
Seats = set[tuple[Role, int]]


async def import_staff(
    session: AsyncSession, headers: Sequence[str], rows: Rows, now: datetime, *, dry_run: bool = False
) -> Report:
    """Import a staff list. If a listed person has a seat that the list does not name, the seat ends now.

    The seats of people who are not listed do not change.
    """
    reading = read_staff(headers, rows)
    units = await roster.places(session)
    everyone = await roster.people_by_number(session)
    problems = [*reading.problems, *other_names(reading.entries, everyone)]
    wanted = _wanted(reading.entries, await roster.former_places(session) | units, problems)
    held = _by_person(await roster.seats(session, [*LISTED, Role.CADRE]))
    names = {entry.number: entry.name for entry in reading.entries}
    report = _compare(names, wanted, held, everyone, units)
    report = Report(**{**vars(report), "problems": tuple(problems), "ignored": reading.ignored})
    if report.fine and not dry_run:
        ids = {number: person_id for number, (person_id, _) in everyone.items()}
        ids |= await roster.add_people(session, {n: name for n, name in names.items() if n not in ids})
        stand_ins = {ids[entry.number] for entry in reading.entries if entry.substitute}
        await _seat(session, {ids[number]: seats for number, seats in wanted.items()}, held, stand_ins, now)
    return report


def _wanted(entries: Iterable[StaffEntry], units: Mapping[Place, int], problems: list[Problem]) -> dict[str, Seats]:
    """Map each number to the seats that the list gives.

    If a unit cannot be found, a problem is added to ``problems``.
    """
    wanted: dict[str, Seats] = {}
    for entry in entries:
        seats = wanted.setdefault(entry.number, set())
        for name in entry.units or ("",):
            found = _units_of(entry.role, name, units)
            if found:
                seats.update((entry.role, unit_id) for unit_id in found)
            else:
                several = len([place for place in units if place[1] == name]) > 1
                fault = Fault.SEVERAL_UNITS if several else Fault.NO_UNIT
                problems.append(Problem(entry.row, "单位", fault, name))
    return wanted


def _units_of(role: Role, name: str, units: Mapping[Place, int]) -> list[int]:
    """Return the ids of the units that a name means for a role.

    The list is empty if there is no unit, or more than one. A class is named 土木2301, or 土木学院/土木2301 if two
    classes share the name. A college's name means the college. For roles in classes it means all classes of the
    college.
    """
    kind = SEATS.get(role)
    if kind == UnitKind.SCHOOL or not name:
        return [units["", ""]] if kind in (UnitKind.SCHOOL, None) and ("", "") in units else []
    if (name, "") in units:
        college = [unit_id for (parent, leaf), unit_id in units.items() if parent == name and leaf]
        return college if kind == UnitKind.CLASS else [units[name, ""]]
    if kind == UnitKind.COLLEGE:
        return []
    parent, _, leaf = name.rpartition("/")
    found = [u for (college, own), u in units.items() if own == leaf and parent in ("", college)]
    return found if len(found) == 1 else []


def _by_person(seats: Iterable[tuple[int, Role, int]]) -> dict[int, Seats]:
    held = grouped((person_id, (role, unit_id)) for person_id, role, unit_id in seats)
    return {person_id: set(mine) for person_id, mine in held.items()}


def _compare(
    names: Mapping[str, str],
    wanted: Mapping[str, Seats],
    held: Mapping[int, Seats],
    everyone: Mapping[str, tuple[int, str]],
    units: Mapping[Place, int],
) -> Report:
    words = {unit_id: " ".join(part for part in place if part) or "全校" for place, unit_id in units.items()}
    added, changed = [], []
    for number, seats in wanted.items():
        mine = held.get(everyone[number][0], set()) if number in everyone else set()
        if not mine:
            added.append(number)
        elif begun_or_ended := (seats - mine) | _ending(seats, mine):
            what = tuple(
                (TITLES[role], *(("", words[unit]) if (role, unit) in seats else (words[unit], "")))
                for role, unit in sorted(begun_or_ended)
            )
            changed.append(Change(number, names[number], what))
    numbers = {person_id: number for number, (person_id, _) in everyone.items()}
    missing = tuple(
        (numbers[person_id], everyone[numbers[person_id]][1])
        for person_id, seats in sorted(held.items())
        if numbers[person_id] not in names and any(role in LISTED for role, _ in seats)
    )
    unchanged = len(wanted) - len(added) - len(changed)
    return Report(added=tuple(added), changed=tuple(changed), unchanged=unchanged, missing=missing)


def _ending(wanted: Seats, held: Seats) -> Seats:
    return {seat for seat in held - wanted if seat[0] in LISTED}


async def _seat(
    session: AsyncSession,
    wanted: Mapping[int, Seats],
    held: Mapping[int, Seats],
    stand_ins: Collection[int],
    now: datetime,
) -> None:
    """End and begin seats until each listed person has exactly the seats of the list."""
    ended = {(each, *seat) for each, seats in wanted.items() for seat in _ending(seats, held.get(each, set()))}
    begun = {(each, *seat) for each, seats in wanted.items() for seat in seats - held.get(each, set())}
    await roster.stand_up(session, ended, now)
    substitutes = {(each, unit_id) for each in stand_ins for _, unit_id in wanted[each]}
    await roster.sit(session, begun, now, substitutes)

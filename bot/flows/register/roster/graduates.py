"""Import the roster of graduates: each student's class, major, degree and year of leaving."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.degree import Degree, label
from bot.domain.lists import Problem, Rows
from bot.domain.people import Role
from bot.domain.register.roster import RosterEntry, read_roster
from bot.flows.register.roster.report import Change, Report, other_names
from bot.store.register import class_changes, cohorts, roster
from bot.store.register.roster import Known, Place


async def import_roster(
    session: AsyncSession,
    headers: Sequence[str],
    rows: Rows,
    now: datetime,
    *,
    school: str = "",
    dry_run: bool = False,
) -> Report:
    """Import a roster. Nothing is written on a dry run, or when a cell cannot be used.

    Only students of the list's own colleges and cohorts can be missing, as a college may hand in its part alone.
    """
    reading = read_roster(headers, rows)
    units = await roster.places(session)
    entries = _in_todays_names(reading.entries, units, await roster.former_places(session))
    known = await roster.students(session, units)
    everyone = await roster.people_by_number(session)
    problems = (*reading.problems, *other_names(entries, everyone))
    report = _compare(entries, known, problems, reading.ignored)
    held = {(person_id, unit_id) for person_id, _, unit_id in await roster.seats(session, [Role.CADRE])}
    cadres = _Cadres(held, await roster.substitutes(session))
    report = _with_cadres(report, entries, known, units, cadres)
    if report.fine and not dry_run:
        units["", ""] = (await roster.ensure_school(session, school)).id or 0
        await _write(session, entries, report, units, known, now)
    return report


def _in_todays_names(
    entries: Sequence[RosterEntry], units: Mapping[Place, int], former: Mapping[Place, int]
) -> tuple[RosterEntry, ...]:
    """The entries, with former names of classes and colleges replaced by those of today."""
    names = {unit_id: place for place, unit_id in units.items()}

    def today(entry: RosterEntry) -> RosterEntry:
        college = names[former[entry.college, ""]][0] if (entry.college, "") in former else entry.college
        place = (entry.college, entry.class_name)
        if place not in units and place in former:
            college, leaf = names[former[place]]
            return replace(entry, college=college, class_name=leaf)
        return replace(entry, college=college)

    return tuple(today(entry) for entry in entries)


def _compare(
    entries: Sequence[RosterEntry],
    known: dict[str, Known],
    problems: tuple[Problem, ...],
    ignored: tuple[str, ...],
) -> Report:
    added = tuple(entry.number for entry in entries if entry.number not in known)
    differing = (Change(e.number, e.name, _differences(known[e.number], e)) for e in entries if e.number in known)
    changed = tuple(change for change in differing if change.what)
    listed = {entry.number for entry in entries}
    colleges = {entry.college for entry in entries}
    cohorts = {entry.cohort for entry in entries}
    return Report(
        problems=problems,
        ignored=ignored,
        added=added,
        changed=changed,
        unchanged=len(entries) - len(added) - len(changed),
        missing=tuple(
            (number, student.name)
            for number, student in known.items()
            if number not in listed and student.place[0] in colleges and student.cohort in cohorts
        ),
        strange_majors=dict(Counter(entry.major_name for entry in entries if not entry.majors)),
    )


def _differences(student: Known, entry: RosterEntry) -> tuple[tuple[str, str, str], ...]:
    """(column, before, after) of each difference. An empty 生源地 changes nothing."""
    sides = (
        ("学院", student.place[0], entry.college),
        ("班级", student.place[1], entry.class_name),
        ("专业", student.major_name, entry.major_name),
        ("专业代码", "、".join(student.majors), "、".join(entry.majors)),
        ("学历", label(Degree(student.degree)), label(entry.degree)),
        ("毕业年份", str(student.cohort), str(entry.cohort)),
        ("生源地", student.origin, entry.origin or student.origin),
        ("毕业结论", _conclusion(student.counted), _conclusion(entry.counted, student.counted)),
    )
    return tuple(side for side in sides if side[1] != side[2])


def _conclusion(counted: bool | None, otherwise: bool = True) -> str:
    return "毕业" if (otherwise if counted is None else counted) else "结业"


@dataclass(frozen=True)
class _Cadres:
    """Today's cadres as (person, class), and those of them who are substitutes."""

    held: set[tuple[int, int]]
    substitutes: set[tuple[int, int]]

    def word(self, person_id: int, unit_id: int) -> str:
        if (person_id, unit_id) not in self.held:
            return "否"
        return "替补" if (person_id, unit_id) in self.substitutes else "是"


def _word(entry: RosterEntry) -> str:
    """The value of the roster's column 班干部."""
    return ("替补" if entry.substitute else "是") if entry.cadre else "否"


def _with_cadres(
    report: Report,
    entries: Iterable[RosterEntry],
    known: dict[str, Known],
    units: dict[Place, int],
    cadres: _Cadres,
) -> Report:
    """The report with changes of 班干部 added, for students who stay in their class."""
    sides, names = {}, {}
    for entry in entries:
        student = known.get(entry.number)
        if student is None or entry.cadre is None or student.place != (entry.college, entry.class_name):
            continue
        before = cadres.word(student.person_id, units[student.place])
        if before != _word(entry):
            sides[entry.number], names[entry.number] = ("班干部", before, _word(entry)), entry.name
    changed = [
        Change(c.number, c.name, (*c.what, sides.pop(c.number))) if c.number in sides else c for c in report.changed
    ]
    changed += [Change(number, names[number], (side,)) for number, side in sides.items()]
    unchanged = report.unchanged - len(changed) + len(report.changed)
    return replace(report, changed=tuple(changed), unchanged=unchanged)


async def _write(
    session: AsyncSession,
    entries: Sequence[RosterEntry],
    report: Report,
    units: dict[Place, int],
    known: dict[str, Known],
    now: datetime,
) -> None:
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
    """number → person id; people who are not known yet are added."""
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
    """The columns that keep their value where the list leaves the cell empty or has no such column."""
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
    """Move the open deliveries of students who changed class, and serve those again who are now in a later cohort."""
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
    """Begin and end the dated seats of new and changed students. A cadre who leaves a class loses its seat."""
    held = await roster.seats(session, [Role.STUDENT, Role.CADRE])
    stand_ins = await roster.substitutes(session)
    by_person: dict[int, set[tuple[int, Role, int]]] = {}
    for seat in held:
        by_person.setdefault(seat[0], set()).add(seat)
    wanted: set[tuple[int, Role, int]] = set()
    current: set[tuple[int, Role, int]] = set()
    otherwise: set[tuple[int, Role, int]] = set()
    """Seats of cadres who become substitutes, or the other way round: each ends, and another begins."""
    named: set[tuple[int, int]] = set()
    for entry in entries:
        person_id, unit_id = ids[entry.number], units[entry.college, entry.class_name]
        mine = by_person.get(person_id, set())
        current |= mine
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

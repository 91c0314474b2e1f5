"""Import the roster of graduates: each student's class, major, degree and year of graduation."""

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
from bot.flows.register.roster.write_graduates import write
from bot.store.register import roster
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
    """Import a roster. Nothing is written on a dry run, or if a cell cannot be used.

    A college may hand in only its own part. Therefore only students of the list's colleges and cohorts can be reported
    as missing.
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
        await write(session, entries, report, units, known, now)
    return report


def _in_todays_names(
    entries: Sequence[RosterEntry], units: Mapping[Place, int], former: Mapping[Place, int]
) -> tuple[RosterEntry, ...]:
    """Return the entries with former names of classes and colleges replaced by the current ones."""
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
    """Return (column, before, after) of each difference. An empty 生源地 changes nothing."""
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
    """Today's cadres and today's substitutes, each as (person id, class id). ``held`` includes the substitutes."""

    held: set[tuple[int, int]]
    substitutes: set[tuple[int, int]]

    def word(self, person_id: int, unit_id: int) -> str:
        if (person_id, unit_id) not in self.held:
            return "否"
        return "替补" if (person_id, unit_id) in self.substitutes else "是"


def _word(entry: RosterEntry) -> str:
    """Return the value of the roster's column 班干部."""
    return ("替补" if entry.substitute else "是") if entry.cadre else "否"


def _with_cadres(
    report: Report,
    entries: Iterable[RosterEntry],
    known: dict[str, Known],
    units: dict[Place, int],
    cadres: _Cadres,
) -> Report:
    """Return the report with changes of 班干部 added. Only students who stay in their class are compared."""
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

"""Import the list of students to be helped first (困难生).

It changes the order of their postings. No message, screen or count shows it.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.lists import Fault, Problem, Rows
from bot.domain.register.hardship import KIND, read_hardship
from bot.flows.register.roster.report import Change, Report
from bot.store.register import hardship, roster


async def import_hardship(
    session: AsyncSession, headers: Sequence[str], rows: Rows, now: datetime, *, dry_run: bool = False
) -> Report:
    """Import a list of students to be helped first. Students who are not in the list are not changed.

    A row with 非困难生 or 否 removes the student's mark.
    """
    reading = read_hardship(headers, rows)
    students = await roster.students(session, await roster.places(session))
    before = await hardship.lifted(session)
    strangers = [entry for entry in reading.entries if entry.number not in students]
    known = [(students[entry.number], entry) for entry in reading.entries if entry.number in students]
    added = [(student, entry) for student, entry in known if entry.listed and student.person_id not in before]
    taken_out = [(student, entry) for student, entry in known if not entry.listed and student.person_id in before]
    report = Report(
        problems=(*reading.problems, *(Problem(e.row, "学号", Fault.NO_PERSON, e.number) for e in strangers)),
        ignored=reading.ignored,
        added=tuple(entry.number for _, entry in added),
        changed=tuple(Change(entry.number, student.name, ((KIND, "是", "否"),)) for student, entry in taken_out),
        unchanged=len(known) - len(added) - len(taken_out),
    )
    if report.fine and not dry_run:
        await hardship.lift(session, [student.person_id for student, _ in added], True)
        await hardship.lift(session, [student.person_id for student, _ in taken_out], False)
    return report

"""Import bonds from another bot.

A person with an imported bond gets messages, and is asked for consent when they first write.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.lists import Fault, Problem, Rows
from bot.domain.register.roster import BondEntry, read_bonds
from bot.flows.register.roster.report import Report
from bot.store.register import roster


async def import_bonds(
    session: AsyncSession, headers: Sequence[str], rows: Rows, now: datetime, *, dry_run: bool = False
) -> Report:
    """Import pairs of 学号 and Telegram ID.

    A list never moves an existing bond, because only the person can move it.
    """
    reading = read_bonds(headers, rows)
    everyone = await roster.people_by_number(session)
    bonds = await roster.bonds(session)
    problems = (*reading.problems, *_conflicts(reading.entries, everyone, bonds))
    fresh = [e for e in reading.entries if e.number in everyone and everyone[e.number][0] not in bonds]
    report = Report(
        problems=problems,
        ignored=reading.ignored,
        added=tuple(entry.number for entry in fresh),
        unchanged=len(reading.entries) - len(fresh),
    )
    if report.fine and not dry_run:
        pending = {everyone[entry.number][0]: entry.telegram_id for entry in fresh}
        await roster.add_pending_bonds(session, pending, now)
    return report


def _conflicts(
    entries: Iterable[BondEntry], everyone: Mapping[str, tuple[int, str]], bonds: Mapping[int, int]
) -> Iterable[Problem]:
    holders = {telegram_id: person_id for person_id, telegram_id in bonds.items()}
    for entry in entries:
        person_id, _ = everyone.get(entry.number, (0, ""))
        if not person_id:
            yield Problem(entry.row, "学号", Fault.NO_PERSON, entry.number)
        elif bonds.get(person_id, entry.telegram_id) != entry.telegram_id:
            yield Problem(entry.row, "Telegram ID", Fault.BOUND_ELSEWHERE, str(entry.telegram_id))
        elif holders.get(entry.telegram_id, person_id) != person_id:
            yield Problem(entry.row, "Telegram ID", Fault.TELEPHONE_TAKEN, str(entry.telegram_id))

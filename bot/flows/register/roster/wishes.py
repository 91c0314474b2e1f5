"""Import wishes from a list, for schools that collected wishes before they had the bot."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.lists import Fault, Problem, Rows
from bot.domain.wishes.wish_list import WISH_COLUMNS, WishEntry, read_wishes, wish_words
from bot.flows.register.roster.report import Change, Report
from bot.flows.wishes.wishes import NOTHING_WISHED
from bot.store.register import roster

HOME_CITY = "220100"


async def import_wishes(
    session: AsyncSession,
    headers: Sequence[str],
    rows: Rows,
    now: datetime,
    *,
    home_city: str = HOME_CITY,
    dry_run: bool = False,
) -> Report:
    """Import wishes. If a cell is empty, the student's earlier answer is kept, or 未填 if there is none."""
    reading = read_wishes(headers, rows, home_city)
    units = await roster.places(session)
    students = await roster.students(session, units)
    told = await roster.wishes(session)
    strangers = [e for e in reading.entries if e.number not in students]
    problems = (*reading.problems, *(Problem(e.row, "学号", Fault.NO_PERSON, e.number) for e in strangers))
    entries = [entry for entry in reading.entries if entry.number in students]
    fresh = [e for e in entries if students[e.number].person_id not in told]
    changes = {
        e.number: what
        for e in entries
        if (before := told.get(students[e.number].person_id)) and (what := _differences(before, e))
    }
    report = Report(
        problems=problems,
        ignored=reading.ignored,
        added=tuple(entry.number for entry in fresh),
        changed=tuple(Change(number, students[number].name, what) for number, what in changes.items()),
        unchanged=len(entries) - len(fresh) - len(changes),
    )
    if report.fine and not dry_run:
        ids = {entry.number: students[entry.number].person_id for entry in entries}
        await roster.put_wishes(
            session,
            [_row(NOTHING_WISHED, entry, ids, now) for entry in fresh],
            [_row(told[ids[e.number]], e, ids, now) for e in entries if e.number in changes],
        )
    return report


def _differences(told: Mapping[str, Any], entry: WishEntry) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (WISH_COLUMNS[key], wish_words(key, told[key]), wish_words(key, value))
        for key, value in entry.wishes.items()
        if told[key] != value
    )


def _row(told: Mapping[str, Any], entry: WishEntry, ids: Mapping[str, int], now: datetime) -> dict[str, Any]:
    before = {key: told[key] for key in NOTHING_WISHED}
    return {**before, **entry.wishes, "person_id": ids[entry.number], "previous": None, "updated_at": now}

"""My students (我的学生): the students that a staff member is responsible for, filtered by need or found by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.care import care
from bot.domain.care.care import Facts, Need
from bot.domain.names import told_apart
from bot.domain.people import normalise_name
from bot.flows.care import calls, exam_weeks
from bot.store.care import calls as store
from bot.store.people import Speaker
from bot.store.tables import Unit

A_PAGE = 6
FOUND = 8


@dataclass(frozen=True)
class Row:
    facts: Facts
    needs: tuple[Need, ...]


FILTERS: Mapping[str, Callable[[Row], bool]] = {
    "call": lambda row: bool(row.needs),
    "nobot": lambda row: row.facts.active and row.facts.reach is None,
    "nowish": lambda row: row.facts.active and row.facts.wishes_at is None,
    "asks": lambda row: row.facts.asked_at is not None,
    "paused": lambda row: not row.facts.active,
    "all": lambda row: True,
}


@dataclass(frozen=True)
class Listing:
    """The students that the filter ``which`` keeps.

    If ``unit`` is None, they are from all classes of the asker. ``counts`` maps each filter to its number of students.
    """

    unit: Unit | None
    which: str
    counts: Mapping[str, int]
    rows: Sequence[Row]


async def listing(session: AsyncSession, by: Speaker, which: str, unit_id: int, now: datetime) -> Listing:
    """Return the students that the filter ``which`` keeps.

    If ``unit_id`` is 0, they are from all classes of the asker. The filter ``call`` puts the greatest need first. The
    other filters sort by number. Raises NotFound and NotAllowed.
    """
    unit = await exam_weeks.of_class(session, unit_id, by) if unit_id else None
    rows = await _rows(session, [unit.id] if unit else await calls.classes_of(session, by), now)
    counts = {name: sum(map(keeps, rows)) for name, keeps in FILTERS.items()}
    kept = [row for row in rows if FILTERS[which](row)]
    if which == "call":
        kept.sort(key=lambda row: (-care.weight(row.needs), row.facts.number))
    return Listing(unit, which, counts, kept)


async def find(session: AsyncSession, by: Speaker, words: str, now: datetime) -> list[Row]:
    """Return students of the asker's classes whose name contains ``words`` or whose 学号 begins with it, at most
    ``FOUND``."""
    name, number = normalise_name(words), words.strip().upper()
    rows = await _rows(session, await calls.classes_of(session, by), now)
    hits = [row for row in rows if row.facts.number.startswith(number) or name in normalise_name(row.facts.name)]
    return hits[:FOUND]


async def _rows(session: AsyncSession, class_ids: Sequence[int], now: datetime) -> list[Row]:
    published = await store.published_since(session, now - care.MATCHED_WITHIN)
    found = told_apart(await store.facts(session, class_ids, now))
    return [Row(each, care.needs(each, published, now)) for each in found]

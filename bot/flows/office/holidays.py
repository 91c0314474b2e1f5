"""The list of days off and make-up workdays: preview it, apply it, undo the last change, or delete a year."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain import worktime
from bot.domain.errors import AlreadyDone, BadInput, NotFound
from bot.domain.office import holiday
from bot.domain.office.holiday import Day, Read
from bot.store import choices
from bot.store.tables import Person

DAYS, NAMES = "holidays", "holiday_names"
COMING = 12
ASKED_FROM = 11
"""The month from which the office is asked for the coming year's list."""


@dataclass(frozen=True)
class Preview:
    """The effect of applying a list."""

    years: Sequence[tuple[int, int, int]]
    """(year, number of days off, number of make-up workdays), such as (2027, 28, 6)."""
    changed: Sequence[Day]
    """Days whose kind (day off or workday) differs from the current list."""
    unlike: Sequence[Day]
    """Days whose kind differs from the calendar that is shipped with the bot."""
    read: Read


@dataclass(frozen=True)
class Held:
    """The current list: the coming days, the counts by year, and who changed it last and when."""

    coming: Sequence[Day]
    years: Sequence[tuple[int, int, int]]
    by: str
    at: datetime | None


async def preview(session: AsyncSession, read: Read) -> Preview:
    """Return the effect of a list that was read. Raises BadInput if no line could be read."""
    if not read.days:
        raise BadInput("没看懂里面的日期。请每行写“日期 休或班 名称”，例如：2027-01-01 休 元旦。")
    known = await choices.holidays(session)
    return Preview(
        _by_year(read.days),
        [day for day in read.days if known.get(day.day, day.works) != day.works],
        [day for day in read.days if holiday.contradicts_known(day)],
        read,
    )


async def apply(session: AsyncSession, days: Sequence[Day], by: int, now: datetime) -> int:
    """Save ``days`` in addition to the days that are known already. Returns the number of ``days``."""
    kept: dict[str, bool] = await choices.get(session, DAYS, {})
    names: dict[str, str] = await choices.get(session, NAMES, {})
    kept = kept | {each.day.isoformat(): each.works for each in days}
    names = names | {each.day.isoformat(): each.name for each in days}
    await _put(session, kept, names, by, now)
    return len(days)


async def remove_year(session: AsyncSession, year: int, by: int, now: datetime) -> None:
    """Delete the days of a year. Raises NotFound if there are none."""
    days: dict[str, bool] = await choices.get(session, DAYS, {})
    names: dict[str, str] = await choices.get(session, NAMES, {})
    gone = [day for day in days if day.startswith(f"{year}-")]
    if not gone:
        raise NotFound("holidays", year)
    kept = {day: works for day, works in days.items() if day not in gone}
    await _put(session, kept, {day: name for day, name in names.items() if day in kept}, by, now)


async def undo(session: AsyncSession, by: int, now: datetime) -> None:
    """Return to the list before the last change. Raises AlreadyDone if there was no change."""
    done = [await choices.undo(session, key, by=by, now=now) for key in (DAYS, NAMES)]
    if not any(done):
        raise AlreadyDone("holidays_unchanged")


async def held(session: AsyncSession, now: datetime) -> Held:
    today = now.astimezone(SHANGHAI).date()
    names: Mapping[str, str] = await choices.get(session, NAMES, {})
    known = await choices.holidays(session)
    days = [Day(day, works, names.get(day.isoformat(), "")) for day, works in sorted(known.items())]
    row = await choices.row(session, DAYS)
    changer = await session.get(Person, row.changed_by) if row and row.changed_by else None
    return Held(
        [each for each in days if each.day >= today][:COMING],
        _by_year(days),
        changer.name if changer else "",
        row.changed_at if row else None,
    )


async def years(session: AsyncSession) -> list[int]:
    return sorted({day.year for day in await choices.holidays(session)})


async def _put(session: AsyncSession, days: dict[str, bool], names: dict[str, str], by: int, now: datetime) -> None:
    """Save both lists. Before the first change, save empty lists, so that the first change can be undone too."""
    for key, value in ((DAYS, days), (NAMES, names)):
        if await choices.row(session, key) is None:
            await choices.put(session, key, {}, by=by, now=now)
            await session.flush()
        await choices.put(session, key, value, by=by, now=now)
    await session.flush()


def _by_year(days: Sequence[Day]) -> list[tuple[int, int, int]]:
    rest = Counter(each.day.year for each in days if not each.works)
    work = Counter(each.day.year for each in days if each.works)
    return [(year, rest[year], work[year]) for year in sorted({*rest, *work})]


def as_rows(days: Sequence[Day]) -> list[list[str | bool]]:
    """Return the days as the chat form stores them until 保存, such as ``["2027-01-01", False, "元旦"]``."""
    return [[each.day.isoformat(), each.works, each.name] for each in days]


def from_rows(rows: Sequence[Sequence[object]]) -> list[Day]:
    return [Day(date.fromisoformat(str(day)), bool(works), str(name)) for day, works, name in rows]


async def asks_for(session: AsyncSession, now: datetime) -> int:
    """Return the coming year if its holidays are still unknown, else 0.

    The State Council publishes the list in November, so the office is asked from 1 November on.
    """
    today = now.astimezone(SHANGHAI).date()
    year = today.year + (today.month >= ASKED_FROM)
    return 0 if worktime.knows(year, await choices.holidays(session)) else year

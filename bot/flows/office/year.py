"""A year month by month: the number of announcements, of students reached, and of those who wanted a posting."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.delivery.delivery import Ledger, total
from bot.domain.delivery.push import PushKind
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.people import Role, UnitKind
from bot.store import people
from bot.store.delivery import ledgers
from bot.store.office import year
from bot.store.people import Speaker
from bot.store.tables import Unit

FIRST = 2000
"""The earliest year that can be asked for."""


@dataclass(frozen=True)
class Month:
    """The counts of one month. A student counts once for each announcement."""

    month: int
    announcements: int
    postings: int
    matched: int
    delivered: int
    opened: int
    wanted: int
    relayed: int
    no_bot: int


@dataclass(frozen=True)
class View:
    year: int
    unit: Unit
    months: Sequence[Month]
    """All months that have begun, including empty ones."""
    colleges: Sequence[Unit]
    """The colleges that the asker may look at one by one."""

    @property
    def total(self) -> Month:
        names = [field.name for field in fields(Month) if field.name != "month"]
        return Month(0, **{name: sum(getattr(month, name) for month in self.months) for name in names})


async def view(session: AsyncSession, wanted: int | None, unit_id: int | None, by: Speaker, now: datetime) -> View:
    """Return a year of the school or of a college.

    If ``wanted`` is None, it is this year. If ``unit_id`` is None, it is the asker's own unit. Raises NotFound and
    NotAllowed.
    """
    local = now.astimezone(SHANGHAI)
    which = local.year if wanted is None else wanted
    if not FIRST <= which <= local.year:
        raise NotFound("year", which)
    everything = by.holds(Role.OFFICE, Role.LEADER)
    school = await people.school(session)
    own = by.units(Role.COLLEGE)
    unit = await session.get(Unit, unit_id) if unit_id else school if everything else await _first(session, own)
    if unit is None or unit.kind == UnitKind.CLASS:
        raise NotFound("unit")
    if not everything and unit.id not in own:
        raise NotAllowed
    last = local.month if which == local.year else 12
    months = [await _month(session, which, month, unit) for month in range(1, last + 1)]
    return View(which, unit, months, await people.children(session, school.id) if everything and school else [])


async def _first(session: AsyncSession, own: Sequence[int]) -> Unit | None:
    return await session.get(Unit, own[0]) if own else None


async def _month(session: AsyncSession, which: int, month: int, unit: Unit) -> Month:
    begin, end = _bounds(which, month)
    college = unit.id if unit.kind == UnitKind.COLLEGE else None
    rows = ledgers.made_between(begin, end, [PushKind.POSTING])
    return _counts(
        month,
        await year.published(session, begin, end, college),
        await ledgers.sum_of(session, rows, "college_id" if college else "", [unit.id]),
        await year.wanted(session, begin, end, college),
    )


def _bounds(which: int, month: int) -> tuple[datetime, datetime]:
    """Return a month in Shanghai as (begin, end) in UTC."""
    begin = datetime(which, month, 1, tzinfo=SHANGHAI)
    end = datetime(which + month // 12, month % 12 + 1, 1, tzinfo=SHANGHAI)
    return begin.astimezone(UTC), end.astimezone(UTC)


def _counts(month: int, published: tuple[int, int], ledger: Ledger, wanted: int) -> Month:
    opened = ledger.opened + ledger.acknowledged
    delivered = ledger.sent_only + opened
    return Month(month, *published, ledger.matched, delivered, opened, wanted, ledger.relayed, ledger.no_bot)


async def table(session: AsyncSession, which: int, by: Speaker, now: datetime) -> list[tuple[Unit, Month]]:
    """Return (unit, month) of the asker's unit and of every college in it, month by month, for the export file."""
    whole = await view(session, which, None, by, now)
    rows = [(whole.unit, month) for month in whole.months]
    if not whole.colleges:
        return rows
    by_college: dict[int, list[Month]] = {college.id: [] for college in whole.colleges}
    for each in whole.months:
        begin, end = _bounds(which, each.month)
        published = await year.published_by(session, begin, end)
        wanted = await year.wanted_by(session, begin, end)
        made = ledgers.made_between(begin, end, [PushKind.POSTING])
        sums = await ledgers.sums_by(session, made, "college_id")
        for college_id, months in by_college.items():
            ledger = sums.get(college_id) or total([])
            months.append(_counts(each.month, published.get(college_id, (0, 0)), ledger, wanted.get(college_id, 0)))
    return rows + [(college, month) for college in whole.colleges for month in by_college[college.id]]

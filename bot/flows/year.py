"""A year month by month: what was published, whom it reached, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.people import Role, UnitKind
from bot.domain.push import PushKind
from bot.store import ledgers, people, year
from bot.store.people import Speaker
from bot.store.tables import Unit

FIRST = 2000
"""A year before is a button nobody ever got."""


@dataclass(frozen=True)
class Month:
    """Counts of one month; people are counted once for each announcement."""

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
    """All that have begun, the empty ones too."""
    colleges: Sequence[Unit]
    """Those that the asker may look at one by one."""

    @property
    def total(self) -> Month:
        names = [field.name for field in fields(Month) if field.name != "month"]
        return Month(0, **{name: sum(getattr(month, name) for month in self.months) for name in names})


async def view(session: AsyncSession, wanted: int | None, unit_id: int | None, by: Speaker, now: datetime) -> View:
    """``wanted`` None: this year. ``unit_id`` None: the asker's own. Raises NotFound, NotAllowed."""
    local = now.astimezone(SHANGHAI)
    which = wanted or local.year
    if not FIRST <= which <= local.year:
        raise NotFound(f"{which} 年的数据")
    everything = by.holds(Role.OFFICE, Role.LEADER)
    school = await people.school(session)
    own = by.units(Role.COLLEGE)
    unit = await session.get(Unit, unit_id) if unit_id else school if everything else await _first(session, own)
    if unit is None or unit.kind == UnitKind.CLASS:
        raise NotFound("这个单位")
    if not everything and unit.id not in own:
        raise NotAllowed
    last = local.month if which == local.year else 12
    months = [await _month(session, which, month, unit) for month in range(1, last + 1)]
    return View(which, unit, months, await people.children(session, school.id) if everything and school else [])


async def _first(session: AsyncSession, own: Sequence[int]) -> Unit | None:
    return await session.get(Unit, own[0]) if own else None


async def _month(session: AsyncSession, which: int, month: int, unit: Unit) -> Month:
    begin = datetime(which, month, 1, tzinfo=SHANGHAI).astimezone(UTC)
    end = datetime(which + month // 12, month % 12 + 1, 1, tzinfo=SHANGHAI).astimezone(UTC)
    college = unit.id if unit.kind == UnitKind.COLLEGE else None
    announcements, postings = await year.published(session, begin, end, college)
    rows = ledgers.made_between(begin, end, [PushKind.POSTING])
    ledger = await ledgers.sum_of(session, rows, "college_id" if college else "", [unit.id])
    opened = ledger.opened + ledger.acknowledged
    return Month(
        month,
        announcements,
        postings,
        ledger.matched,
        ledger.sent_only + opened,
        opened,
        await year.wanted(session, begin, end, college),
        ledger.relayed,
        ledger.no_bot,
    )


async def table(session: AsyncSession, which: int, by: Speaker, now: datetime) -> list[tuple[Unit, Month]]:
    """The school and every college, month by month, for the file."""
    whole = await view(session, which, None, by, now)
    views = [whole, *[await view(session, which, each.id, by, now) for each in whole.colleges]]
    return [(each.unit, month) for each in views for month in each.months]

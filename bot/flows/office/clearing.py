"""The yearly deletion: what is kept about a cohort goes after 31 December of the next year (个人信息保护法 47)."""

from collections import Counter
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.register import cohort
from bot.store.delivery import forgetting
from bot.store.office import clearing
from bot.store.tables import Clearing

NOTICE_DAYS = 7
"""The office reads of the deletion in 今日待办 for so many days before."""


async def waits(session: AsyncSession, now: datetime) -> bool:
    """Whether this year's deletion has not ended yet."""
    return not await clearing.is_done(session, _year(now))


async def step(session: AsyncSession, now: datetime) -> Clearing:
    """Do the next small part of this year's deletion: some graduates, then some pushes, then the end."""
    year = _year(now)
    row = await clearing.of_year(session, year)
    if row is None:
        row = Clearing(year=year, begun_at=now)
        session.add(row)
    if row.done_at is not None:
        return row
    if ids := await clearing.batch(session, year, row.upto):
        row.counts = dict(Counter(row.counts) + Counter(await clearing.forget(session, ids)))
        row.upto = ids[-1]
    elif pushes := await forgetting.forget_pushes(session, _begin(year + 1), _begin(year)):
        row.counts = dict(Counter(row.counts) + Counter({"push": pushes}))
    else:
        row.done_at = now
    await session.flush()
    return row


async def soon(session: AsyncSession, now: datetime) -> dict[str, object] | None:
    """The cohort whose records are about to be deleted, and the last day on which they are kept; None at other times.

    Plain values, because the day's message keeps them until it is sent.
    """
    today = now.astimezone(SHANGHAI).date()
    leaving = today.year - 1
    last = cohort.kept_until(leaving)
    if today <= last - timedelta(days=NOTICE_DAYS) or not await clearing.count_of(session, leaving):
        return None
    return {"cohort": leaving, "day": last.isoformat()}


def _year(now: datetime) -> int:
    return cohort.cleared_before(now.astimezone(SHANGHAI).date())


def _begin(year: int) -> datetime:
    """The first moment of a year in Shanghai. A cohort is served until the end of its own year, so tasks of staff that
    name its students are older than the begin of the next one."""
    return datetime.combine(date(year, 1, 1), time(), SHANGHAI)

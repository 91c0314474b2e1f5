"""The office's settings. A default applies until the office chooses a value."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.chain.chain import Release
from bot.domain.delivery.quiet_hours import Quiet, parse_quiet
from bot.domain.register import cohort
from bot.domain.worktime import OFFICE, Hours
from bot.store.tables import Choice

DAILY_CAP = 5
DIGEST_SIZE = 6
"""By default, a digest contains at most this many announcements."""
QUIET = "22:00-08:00"


async def row(session: AsyncSession, key: str) -> Choice | None:
    """Return the stored setting, or None while the default applies."""
    return await session.get(Choice, key)


async def get(session: AsyncSession, key: str, default: Any) -> Any:
    found = await row(session, key)
    return default if found is None else found.value


async def put(
    session: AsyncSession, key: str, value: Any, *, by: int | None = None, now: datetime | None = None
) -> None:
    """Set a value. The previous value is kept, so that the office can undo the change (撤销)."""
    found = await row(session, key)
    if found is None:
        session.add(Choice(key=key, value=value, changed_by=by, changed_at=now))
        return
    found.previous, found.value = found.value, value
    found.changed_by, found.changed_at = by, now


async def undo(session: AsyncSession, key: str, *, by: int, now: datetime) -> bool:
    """Restore the previous value, or else the default. Return False if the default applies already."""
    found = await row(session, key)
    if found is None:
        return False
    if found.previous is None:
        await session.delete(found)
    else:
        found.value, found.previous = found.previous, found.value
        found.changed_by, found.changed_at = by, now
    await session.flush()
    return True


async def release(session: AsyncSession) -> Release:
    """The step of the chain at which bound students get a posting. The default is the college's step."""
    return Release(await get(session, "release", Release.COLLEGE.value))


async def daily_cap(session: AsyncSession, default: int = DAILY_CAP) -> int:
    """The most messages that a student gets in a day. Pushes of a kind in ``MANDATORY`` do not count."""
    return int(await get(session, "daily_cap", default))


async def digest_size(session: AsyncSession) -> int:
    """The most announcements that a digest contains."""
    return int(await get(session, "digest_size", DIGEST_SIZE))


async def catch_up(session: AsyncSession) -> bool:
    """Whether students who bind late or widen their wishes get the postings that are already open."""
    return bool(await get(session, "catch_up", True))


async def contact(session: AsyncSession) -> str:
    """The office's telephone number or room, for questions about personal data. It is empty
    until the office sets it.
    """
    return str(await get(session, "contact", ""))


async def quiet(session: AsyncSession, default: str = QUIET) -> Quiet | None:
    """The school's quiet hours, or None. A student's own quiet hours take priority."""
    return parse_quiet(await get(session, "quiet", default))


async def work_hours(session: AsyncSession) -> Hours:
    """The working hours, in which deadlines run and staff get messages."""
    start: str = await get(session, "work_start", OFFICE.start.isoformat("minutes"))
    end: str = await get(session, "work_end", OFFICE.end.isoformat("minutes"))
    return Hours(time.fromisoformat(start), time.fromisoformat(end))


async def holidays(session: AsyncSession) -> dict[date, bool]:
    """Map each date that the office imported to whether it is a workday."""
    days: dict[str, bool] = await get(session, "holidays", {})
    return {date.fromisoformat(day): works for day, works in days.items()}


async def calendar(session: AsyncSession) -> tuple[dict[date, bool], Hours]:
    """Return (holidays, working hours), the ``extra`` and ``span`` of ``worktime`` and ``chain``."""
    return await holidays(session), await work_hours(session)


async def graduating(session: AsyncSession, now: datetime) -> int:
    """Return the cohort that graduates next. The office states the day on which it changes; no student's data does."""
    begins = await get(session, "year_begins", cohort.BEGINS)
    return cohort.graduating(now.astimezone(SHANGHAI).date(), begins)

"""The office's settings, each with a default that holds until the office makes a choice."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.chain.chain import Release
from bot.domain.worktime import OFFICE, Hours, Quiet, parse_quiet
from bot.store.tables import Choice

DAILY_CAP = 5
DIGEST_SIZE = 6
"""The default number of announcements that a digest carries at most."""
QUIET = "22:00-08:00"


async def row(session: AsyncSession, key: str) -> Choice | None:
    """The choice, its author and the value before it. None while the default holds."""
    return await session.get(Choice, key)


async def get(session: AsyncSession, key: str, default: Any) -> Any:
    found = await row(session, key)
    return default if found is None else found.value


async def put(
    session: AsyncSession, key: str, value: Any, *, by: int | None = None, now: datetime | None = None
) -> None:
    """Make a choice. The value before it is kept for 撤销."""
    found = await row(session, key)
    if found is None:
        session.add(Choice(key=key, value=value, changed_by=by, changed_at=now))
        return
    found.previous, found.value = found.value, value
    found.changed_by, found.changed_at = by, now


async def undo(session: AsyncSession, key: str, *, by: int, now: datetime) -> bool:
    """Return to the value before the last choice, or to the default when there was none. False when the office has
    made no choice."""
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
    """The step of the chain at which bound students get a posting; by default when the college passes it on."""
    return Release(await get(session, "release", Release.COLLEGE.value))


async def daily_cap(session: AsyncSession, default: int = DAILY_CAP) -> int:
    """The most messages that a student gets in a day. Kinds in ``MANDATORY`` do not count."""
    return int(await get(session, "daily_cap", default))


async def digest_size(session: AsyncSession) -> int:
    """The most announcements that one digest carries."""
    return int(await get(session, "digest_size", DIGEST_SIZE))


async def catch_up(session: AsyncSession) -> bool:
    """Whether a student who binds late or widens their wishes gets the postings that are already open."""
    return bool(await get(session, "catch_up", True))


async def quiet(session: AsyncSession, default: str = QUIET) -> Quiet | None:
    """The school's quiet hours, or None. A student's own quiet hours win over them."""
    return parse_quiet(await get(session, "quiet", default))


async def work_hours(session: AsyncSession) -> Hours:
    """The working hours: deadlines run only in them, and staff get messages only in them."""
    start: str = await get(session, "work_start", OFFICE.start.isoformat("minutes"))
    end: str = await get(session, "work_end", OFFICE.end.isoformat("minutes"))
    return Hours(time.fromisoformat(start), time.fromisoformat(end))


async def holidays(session: AsyncSession) -> dict[date, bool]:
    """day → whether people work, of the days that the office imported."""
    days: dict[str, bool] = await get(session, "holidays", {})
    return {date.fromisoformat(day): works for day, works in days.items()}


async def calendar(session: AsyncSession) -> tuple[dict[date, bool], Hours]:
    """(holidays, working hours), as ``worktime`` and ``chain`` take them: ``extra`` and ``span``."""
    return await holidays(session), await work_hours(session)

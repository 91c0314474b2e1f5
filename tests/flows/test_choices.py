"""What the office chooses takes the place of the defaults, and can be taken back."""

from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import chain
from bot.domain.people import UnitKind
from bot.domain.worktime import Hours
from bot.store import choices
from tests.cast import Cast


async def test_a_choice_holds_until_it_is_taken_back(session: AsyncSession, cast: Cast, now: datetime) -> None:
    assert await choices.daily_cap(session) == 5
    for cap in (3, 4):
        await choices.put(session, "daily_cap", cap, by=cast.office.person_id, now=now)
    assert await choices.daily_cap(session) == 4
    assert await choices.undo(session, "daily_cap", by=cast.office.person_id, now=now)
    assert await choices.daily_cap(session) == 3


async def test_the_first_choice_taken_back_leaves_the_default(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await choices.put(session, "daily_cap", 3, by=cast.office.person_id, now=now)
    assert await choices.undo(session, "daily_cap", by=cast.office.person_id, now=now)
    assert await choices.daily_cap(session) == 5
    assert not await choices.undo(session, "daily_cap", by=cast.office.person_id, now=now)


async def test_deadlines_run_in_the_hours_that_the_office_chose(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await choices.put(session, "work_end", "13:00")
    extra, hours = await choices.calendar(session)
    assert hours == Hours(time(8, 30), time(13))
    due = chain.deadline(UnitKind.COLLEGE, now, False, extra, hours)
    assert due == now + timedelta(hours=20, minutes=30) + timedelta(hours=1)

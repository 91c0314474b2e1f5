"""The office imports the State Council's list of holidays and may undo it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import worktime
from bot.domain.errors import BadInput, NotFound
from bot.domain.office import holiday
from bot.domain.office.holiday import Day
from bot.flows.office import holidays, today
from bot.store import choices
from tests.cast import Cast

LIST = "2027-01-01 休 元旦\n2027-01-02 班 元旦调休"


async def take(session: AsyncSession, cast: Cast, now: datetime, text: str) -> None:
    days = holidays.from_rows(holidays.as_rows(holiday.read_lines(text).days))
    await holidays.apply(session, days, cast.office.person_id, now)


async def test_an_imported_day_counts_at_once_and_is_listed(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await take(session, cast, now, LIST)
    extra = await choices.holidays(session)
    assert not worktime.is_workday(date(2027, 1, 1), extra)
    assert worktime.is_workday(date(2027, 1, 2), extra)
    held = await holidays.held(session, now)
    assert (held.years, held.by) == ([(2027, 1, 1)], "陈敏")
    assert [(each.works, each.name) for each in held.coming] == [(False, "元旦"), (True, "元旦调休")]


async def test_the_preview_shows_days_that_differ_from_the_list_and_the_shipped_calendar(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await take(session, cast, now, LIST)
    seen = await holidays.preview(session, holiday.read_lines("2027-01-02 休 元旦\n2026-10-01 班 国庆\n乱写"))
    assert [each.day for each in seen.changed] == [date(2027, 1, 2)]
    assert [each.day for each in seen.unlike] == [date(2026, 10, 1)]
    assert len(seen.read.wrong) == 1
    with pytest.raises(BadInput, match="没看懂里面的日期"):
        await holidays.preview(session, holiday.read_lines("乱写"))


async def test_removing_a_year_can_be_undone(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await take(session, cast, now, LIST)
    await holidays.remove_year(session, 2027, cast.office.person_id, now)
    assert await holidays.years(session) == []
    await holidays.undo(session, cast.office.person_id, now)
    assert await holidays.years(session) == [2027]
    await holidays.remove_year(session, 2027, cast.office.person_id, now)
    with pytest.raises(NotFound):
        await holidays.remove_year(session, 2027, cast.office.person_id, now)


async def test_undoing_the_first_list_leaves_none(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await take(session, cast, now, LIST)
    await holidays.undo(session, cast.office.person_id, now)
    assert await choices.holidays(session) == {}


async def test_the_office_is_asked_for_the_coming_year_from_november_on(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    october, november = datetime(2040, 10, 31, 4, tzinfo=UTC), datetime(2040, 11, 1, 4, tzinfo=UTC)
    await holidays.apply(session, [Day(date(2040, 1, 1), False, "元旦")], cast.office.person_id, now)
    assert await holidays.asks_for(session, october) == 0
    assert await holidays.asks_for(session, november) == 2041
    assert (await today.office(session, november))["desk"]["holidays"] == 2041
    await holidays.apply(session, [Day(date(2041, 1, 1), False, "元旦")], cast.office.person_id, now)
    assert await holidays.asks_for(session, november) == 0

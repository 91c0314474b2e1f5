"""A year is shown month by month, for the office and the colleges."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot import charts, render
from bot.domain.delivery.delivery import State
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.postings.announcement import Attitude
from bot.flows.office import year
from bot.flows.office.year import Month
from bot.flows.publishing import publish
from bot.store import people
from bot.store.delivery import pushes
from bot.store.people import Speaker
from bot.store.postings import postings
from bot.store.tables import Interest
from tests.cast import Cast, Member
from tests.factories import approved


async def speaker(session: AsyncSession, member: Member) -> Speaker:
    found = await people.speaker(session, member.telegram_id)
    assert found is not None
    return found


async def a_posting(session: AsyncSession, cast: Cast, at: datetime, who: str) -> None:
    """Publish an announcement at ``at``. One student opens it, one is told by a classmate, and one wants it."""
    announcement = await approved(session, at, employer=who)
    push = await publish.publish(session, announcement.id, at)
    waiting = await pushes.rows_in(session, push.id, State.WAITING)
    waiting[0].state, waiting[1].state = State.OPENED, State.SENT
    (await pushes.rows_in(session, push.id, State.NO_BOT))[0].state = State.RELAYED
    (posting,) = await postings.postings_of(session, announcement.id)
    session.add(Interest(person_id=cast.li.person_id, posting_id=posting.id, attitude=Attitude.WANTS, at=at))
    await session.flush()


async def test_each_month_has_its_own_counts(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await a_posting(session, cast, now, "十一月的单位")
    await a_posting(session, cast, now - timedelta(days=60), "九月的单位")
    office = await speaker(session, cast.office)
    seen = await year.view(session, None, None, office, now)
    assert (seen.year, len(seen.months)) == (2026, 11)
    assert seen.months[8] == Month(9, 1, 1, 6, 2, 1, 1, 1, 1)
    assert seen.months[9] == Month(10, 0, 0, 0, 0, 0, 0, 0, 0)
    assert (seen.total.matched, seen.total.announcements, seen.total.wanted) == (12, 2, 2)
    shown = render.message("year/view", view=seen, this_year=2026, now=now)
    assert "11 月" in shown.text and "10 月" not in shown.text
    assert len(shown.text) < 900


async def test_the_month_turns_at_midnight_in_shanghai(session: AsyncSession, cast: Cast, now: datetime) -> None:
    new_year = datetime.fromisoformat("2027-01-01T00:30:00+08:00")
    await a_posting(session, cast, new_year, "跨年的单位")
    office = await speaker(session, cast.office)
    assert (await year.view(session, 2026, None, office, new_year)).total.matched == 0
    assert (await year.view(session, 2027, None, office, new_year)).months[0].matched == 6


async def test_a_college_sees_only_its_own_year(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await a_posting(session, cast, now, "十一月的单位")
    staff = await speaker(session, cast.civil_staff)
    seen = await year.view(session, None, None, staff, now)
    assert (seen.unit.name, seen.total.matched, seen.total.announcements, seen.total.wanted) == ("土木学院", 4, 1, 1)
    assert list(seen.colleges) == []
    with pytest.raises(NotAllowed):
        await year.view(session, None, cast.computing, staff, now)
    with pytest.raises(NotFound):
        await year.view(session, None, cast.civil1, staff, now)
    with pytest.raises(NotFound):
        await year.view(session, 2030, None, staff, now)


async def test_the_file_has_the_school_and_every_college_by_month(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await a_posting(session, cast, now, "十一月的单位")
    rows = await year.table(session, 2026, await speaker(session, cast.office), now)
    november = {unit.name: month for unit, month in rows if month.month == 11}
    assert {name: month.matched for name, month in november.items()} == {
        "长春示范大学": 6,
        "土木学院": 4,
        "计算机学院": 2,
    }
    office = await speaker(session, cast.office)
    for college in (cast.civil, cast.computing):
        seen = await year.view(session, 2026, college, office, now)
        assert november[seen.unit.name] == seen.months[10]
    assert len(render.plain("year/columns").split("|")) == 2 + 9


def test_the_chart_writes_large_numbers_in_full() -> None:
    assert charts._number(1234567.0, "") == "1234567"
    assert charts.draw("bars", title="年", labels=["11 月"], series={"应达": [1234567]}, unit="")

"""No announcement waits in silence: it is in the day's report, and a class that was not told shows up above."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.chain.chain import RungState
from bot.domain.delivery.delivery import State
from bot.domain.errors import AlreadyDone, NotAllowed, NotFound
from bot.flows.chain import backlog, declare, report_sheet
from bot.flows.chain.wechat_text import MOST_ANNOUNCEMENTS
from bot.flows.office import today
from bot.store.tables import Delivery
from tests.cast import Cast
from tests.flows.chain.test_report import DAY, published, reports, speaker, tasks_of, tick

LATER = timedelta(days=4)
"""After this time the deadline of a report of ``now`` + 1 day has passed."""


async def test_announcements_that_reach_students_in_no_other_way_come_first(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    for place in range(MOST_ANNOUNCEMENTS):
        push = await published(session, now, f"都看过公司{place}")
        await session.execute(update(Delivery).where(col(Delivery.push_id) == push.id).values(state=State.ACKNOWLEDGED))
    await published(session, now, "靠转告公司")
    await tick(session, now + DAY)
    (made,) = await reports(session, cast.civil1)
    assert "1. 靠转告公司" in made.text


async def test_forty_announcements_of_one_day_leave_none_behind(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    for place in range(40):
        await published(session, now, f"公司{place:02}")
    await tick(session, now + DAY)
    (made,) = await reports(session, cast.civil1)
    told = made.text.count("投递：")
    assert (told + made.in_sheet, f"另有 {made.in_sheet} 条" in made.text) == (40, True)
    assert len(await report_sheet.rows(session, made.id)) == 40


async def test_an_announcement_that_closes_before_the_next_report_does_not_wait_for_it(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    friday = now + 3 * DAY
    await tick(session, friday)
    push = await published(session, friday + timedelta(hours=2), "周日截止公司", deadline=(friday + 3 * DAY).date())
    push.not_after, push.urgent = friday + 2 * DAY, False
    await published(session, friday + timedelta(hours=2), "不急公司")
    await tick(session, friday + timedelta(hours=2, minutes=1))
    (made,) = await reports(session, cast.civil1)
    assert ("周日截止公司" in made.text, "不急公司" in made.text) == (True, False)


async def test_the_office_and_the_college_see_the_backlog_and_take_the_next_step(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    for place in range(3):
        await published(session, now, f"公司{place}")
    await tick(session, now + DAY)
    office, staff = await speaker(session, cast.office), await speaker(session, cast.civil_staff)
    assert await backlog.listed(session, office, now + DAY) == []
    late = now + DAY + LATER
    await tick(session, late)
    assert (await today.office(session, late))["desk"]["backlog"] == 3
    (first, second) = await backlog.listed(session, staff, late)
    assert (first.name, first.open, first.oldest, first.alone) == ("土木2301", 3, now, 1)
    assert (second.name, second.alone) == ("土木2302", 0)
    await backlog.remind(session, first.class_id, "cadre", staff, late)
    (brought,) = [push for push in await tasks_of(session, cast.cadre, late) if push.key.startswith("backlog")]
    assert brought.template == "chain/report"
    with pytest.raises(AlreadyDone):
        await backlog.remind(session, first.class_id, "cadre", office, late)
    with pytest.raises(NotFound):
        await backlog.remind(session, second.class_id, "cadre", office, late)  # the class has no cadre
    with pytest.raises(NotAllowed):
        await backlog.card(session, first.class_id, await speaker(session, cast.computing_staff), late)


async def test_a_college_relays_in_place_of_its_cadre_only(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await published(session, now)
    await tick(session, now + DAY)
    (made,) = await reports(session, cast.civil1)
    with pytest.raises(NotAllowed):
        await declare.relayed_to_group(session, made.id, await speaker(session, cast.computing_staff), now + DAY)
    seen = await declare.relayed_to_group(session, made.id, await speaker(session, cast.civil_staff), now + DAY)
    assert seen.report.state == RungState.RELAYED
    late = now + DAY + LATER
    left = await backlog.listed(session, await speaker(session, cast.civil_staff), late)
    assert "土木2301" not in [each.name for each in left]

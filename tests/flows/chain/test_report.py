"""The class report has the best postings first, is complete without the bot, is reminded of once, and is collected for
the counsellor."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot import render
from bot.domain.chain.chain import Release, RungState
from bot.domain.people import Reach, Role, Trust
from bot.flows import holders
from bot.flows.chain import chase, make_reports, relay, report_sheet
from bot.flows.chain.wechat_text import FITS_WECHAT, MOST_ANNOUNCEMENTS
from bot.flows.publishing import publish
from bot.store import choices, people
from bot.store.chain import chain
from bot.store.people import Speaker
from bot.store.postings import postings
from bot.store.tables import Bond, ClassReport, Delivery, Membership, Push
from tests.cast import Cast, Member
from tests.factories import approved

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def speaker(session: AsyncSession, member: Member) -> Speaker:
    found = await people.speaker(session, member.telegram_id)
    assert found is not None
    return found


async def published(session: AsyncSession, now: datetime, employer: str = "长春示例设计院", **fields: Any) -> Push:
    announcement = await approved(session, now, "技术员", employer=employer, **fields)
    return await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)


async def tick(session: AsyncSession, now: datetime) -> None:
    """Run the steps of the clock's jobs in their order."""
    await relay.close_ended(session, now)
    await make_reports.make_due(session, now)
    await chase.silent(session, now)
    await chase.tell_counsellors(session, now)


async def reports(session: AsyncSession, class_id: int) -> list[ClassReport]:
    rows = await session.execute(
        select(ClassReport).where(col(ClassReport.class_id) == class_id).order_by(col(ClassReport.id))
    )
    return list(rows.scalars())


async def tasks_of(session: AsyncSession, member: Member, since: datetime) -> list[Push]:
    """Return the chain's pushes to a person since a moment."""
    rows = await session.execute(
        select(Push)
        .join(Delivery, col(Delivery.push_id) == col(Push.id))
        .where(
            col(Delivery.person_id) == member.person_id,
            col(Push.template).startswith("chain/"),
            col(Push.created_at) >= since,
        )
        .order_by(col(Push.id))
    )
    return list(rows.scalars())


async def close_chat(session: AsyncSession, member: Member, **fields: object) -> None:
    bond = (await session.execute(select(Bond).where(col(Bond.person_id) == member.person_id))).scalar_one()
    for name, value in fields.items():
        setattr(bond, name, value)
    await session.flush()


async def substitute(session: AsyncSession, member: Member, class_id: int, now: datetime) -> None:
    seat = Membership(person_id=member.person_id, role=Role.CADRE, unit_id=class_id, since=now, substitute=True)
    session.add(seat)
    await session.flush()


async def test_announcements_that_close_first_come_first_and_the_ninth_is_in_the_sheet(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    for place in range(MOST_ANNOUNCEMENTS):
        await published(session, now, f"第{place}家公司")
    await published(session, now, "先截止公司", deadline=now.date() + timedelta(days=9))
    await tick(session, now + DAY)
    (first,) = await reports(session, cast.civil1)
    assert first.text.index("先截止公司") < first.text.index("第0家公司")
    assert "第7家公司" not in first.text
    assert first.in_sheet == 1
    assert "另有 1 条" in first.text
    named = [row[0] for row in await report_sheet.rows(session, first.id)]
    assert named[0] == "先截止公司"
    assert sorted(named[1:]) == [f"第{place}家公司" for place in range(MOST_ANNOUNCEMENTS)]
    await tick(session, now + DAY)
    await tick(session, now + 2 * DAY)
    assert len(await reports(session, cast.civil1)) == 1


@pytest.mark.parametrize(("days", "told"), [(9, False), (3, True)])
async def test_an_announcement_that_fits_few_gives_way_unless_it_closes_soon(
    session: AsyncSession, cast: Cast, now: datetime, days: int, told: bool
) -> None:
    few: dict[str, Any] = {"min_monthly": 4000, "max_monthly": 5000, "negotiable": False}  # 李娜 wants 6000
    await published(session, now, "少数公司", deadline=now.date() + timedelta(days=days), **few)
    for place in range(MOST_ANNOUNCEMENTS):
        await published(session, now, f"第{place}家公司")
    await tick(session, now + DAY)
    (first,) = await reports(session, cast.civil1)
    assert ("少数公司" in first.text) == told


async def test_the_relay_text_fits_wechat_and_keeps_links_whole(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    link = "https://jobs.example.com/apply?" + "a" * 300
    for place in range(MOST_ANNOUNCEMENTS):
        announcement = await approved(session, now, "技术员", employer=f"第{place}家公司")
        announcement.apply_how = f"网申 {link}"
        await session.flush()
        announcement.content_hash = announcement.approved_hash = await _hash(session, announcement.id)
        await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)
    await tick(session, now + DAY)
    (first,) = await reports(session, cast.civil1)
    assert len(first.text) <= FITS_WECHAT
    assert first.text.count(link) == first.text.count("家公司") == 5
    assert first.in_sheet == 3
    assert str(await report_sheet.rows(session, first.id)).count(link) == MOST_ANNOUNCEMENTS


async def _hash(session: AsyncSession, announcement_id: int) -> str:
    whole = await postings.whole(session, announcement_id)
    assert whole is not None
    return whole.hash_now


async def test_a_report_shows_the_colleges_hint(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement = await approved(session, now, "技术员")
    push = await publish.publish(session, announcement.id, now)
    rung = await chain.rung_for(session, push.id, cast.civil)
    assert rung is not None
    await relay.pass_on(session, rung.id, await speaker(session, cast.civil_staff), now, "周五有宣讲会")
    await tick(session, now + DAY)
    (made,) = await reports(session, cast.civil1)
    assert "学院提示：周五有宣讲会" in made.text


async def test_a_new_report_reminds_of_the_earlier_one(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await published(session, now, "甲公司")
    await tick(session, now + DAY)
    await published(session, now + DAY + HOUR, "乙公司")
    await tick(session, now + 2 * DAY)
    brought = await tasks_of(session, cast.cadre, now + 2 * DAY)
    assert [push.template for push in brought] == ["chain/report"]
    text = render.message("chain/report", **brought[0].values, now=now).text
    assert "11月25日（周三）的日报还没标记" in text


async def test_without_a_new_report_the_reminder_comes_once(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await published(session, now, "甲公司")
    await tick(session, now + DAY)
    for minutes in (-30, 0, 1, 60):
        await tick(session, now + 2 * DAY + timedelta(minutes=minutes))
    brought = await tasks_of(session, cast.cadre, now + DAY + HOUR)
    assert [push.template for push in brought] == ["chain/report_reminder"]


@pytest.mark.parametrize(("noon", "looked"), [(DAY, 3 * DAY - 3 * HOUR), (2 * DAY, 4 * DAY + HOUR)])
async def test_a_reminder_that_came_late_waits_for_the_noon_of_a_workday(
    session: AsyncSession, cast: Cast, now: datetime, noon: timedelta, looked: timedelta
) -> None:
    """The reminder was due at noon of the day before, but the clock's jobs did not run. Now it is morning or
    Saturday."""
    await published(session, now + noon - HOUR)
    await tick(session, now + noon)
    assert len(await tasks_of(session, cast.cadre, now)) == 1
    await tick(session, now + looked)
    assert len(await tasks_of(session, cast.cadre, now)) == 1


async def test_the_counsellor_gets_one_message_for_all_classes_in_need(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await published(session, now, "甲公司")
    await tick(session, now + DAY)  # 土木2302 and 软件2301 have no cadre
    await tick(session, now + DAY + HOUR)
    (first,) = await tasks_of(session, cast.counsellor, now)
    assert [(each["unit"], each["why"]) for each in first.values["classes"]] == [
        ("土木2302", "vacant"),
        ("软件2301", "vacant"),
    ]
    await tick(session, now + 2 * DAY)
    assert len(await tasks_of(session, cast.counsellor, now)) == 1  # nothing new
    friday = now + 3 * DAY
    await tick(session, friday)
    (_, second) = await tasks_of(session, cast.counsellor, now)
    assert ("土木2301", "silent") in [(each["unit"], each["why"]) for each in second.values["classes"]]
    text = render.message("chain/counsellor_day", **second.values, now=friday).text
    assert "土木2301：班干部没有标记转发" in text


async def test_the_report_of_an_urgent_announcement_goes_to_its_holder_at_once(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await published(session, now, deadline=now.date() + DAY)
    await tick(session, now + HOUR)
    assert [push.values["unit"] for push in await tasks_of(session, cast.cadre, now)] == ["土木2301"]
    assert sorted(push.values["unit"] for push in await tasks_of(session, cast.counsellor, now)) == [
        "土木2302",
        "软件2301",
    ]
    await tick(session, now + 6 * HOUR)
    (silent,) = (await tasks_of(session, cast.counsellor, now))[2:]
    assert (silent.template, silent.values["unit"]) == ("chain/report", "土木2301")


async def test_no_counsellor_is_told_on_a_holiday(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await published(session, now, "甲公司")
    await choices.put(session, "holidays", {(now + DAY).date().isoformat(): False})
    await tick(session, now + DAY + HOUR)
    assert await reports(session, cast.civil1) != []  # made for Tuesday's noon
    assert await tasks_of(session, cast.counsellor, now) == []
    await tick(session, now + 2 * DAY)
    assert len(await tasks_of(session, cast.counsellor, now)) == 1


async def test_the_college_sees_reports_that_the_counsellor_did_not_relay_either(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await published(session, now, "甲公司")
    await tick(session, now + DAY)
    friday = now + 3 * DAY
    await tick(session, friday)
    assert await chase.on_record(session, cast.civil, friday) == []
    monday = now + 6 * DAY + HOUR
    found = [unit.name for _, unit in await chase.on_record(session, cast.civil, monday)]
    assert sorted(found) == ["土木2301", "土木2302"]
    assert await chase.on_record(session, cast.computing, friday) == []


@pytest.mark.parametrize("fields", [{"reach": Reach.BLOCKED}, {"trust": Trust.CLASS}])
async def test_the_substitute_holds_the_report_when_no_cadre_can_be_reached(
    session: AsyncSession, cast: Cast, now: datetime, fields: dict[str, object]
) -> None:
    await close_chat(session, cast.cadre, **fields)
    await substitute(session, cast.li, cast.civil1, now)
    hold = await holders.holding(session, cast.civil1, now)
    assert (hold.role, hold.people, hold.substitute) == (Role.CADRE, (cast.li.person_id,), True)
    await published(session, now)
    await tick(session, now + DAY)
    assert len(await tasks_of(session, cast.li, now)) == 1


async def test_without_cadres_the_counsellor_holds_it_and_without_anybody_it_is_bypassed(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await close_chat(session, cast.cadre, reach=Reach.BLOCKED)
    assert (await holders.holding(session, cast.civil1, now)).people == (cast.counsellor.person_id,)
    await close_chat(session, cast.counsellor, reach=Reach.BLOCKED)
    await published(session, now)
    await tick(session, now + DAY)
    assert [each.state for each in await reports(session, cast.civil1)] == [RungState.BYPASSED]


async def test_a_reports_deadline_counts_the_offices_working_hours(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await choices.put(session, "work_start", "08:00")
    await choices.put(session, "work_end", "14:00")
    await published(session, now)
    await tick(session, now + DAY)
    (made,) = await reports(session, cast.civil1)
    assert made.deadline == now + 6 * DAY  # 2 + 6 + 6 + 4 of 18 hours, over a weekend

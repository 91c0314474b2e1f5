"""An approved announcement reaches each student that it fits once, and every such student is counted."""

from datetime import datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.chain.chain import Release, RungState
from bot.domain.delivery.delivery import Skip, State
from bot.domain.errors import AlreadyDone, ChangedSinceApproval, NotApproved, PastDeadline
from bot.domain.people import UnitKind
from bot.domain.postings.announcement import AnnouncementState
from bot.flows.delivery import compose
from bot.flows.matching import fitting
from bot.flows.publishing import publish, publish_all
from bot.store.chain import chain
from bot.store.delivery import ledgers
from bot.store.postings import postings
from bot.store.tables import Delivery, Push, Student
from tests.cast import Cast
from tests.postings import ENGINEER, approved, enter, entered


async def _states(session: AsyncSession, push: Push) -> dict[int, State]:
    rows = await session.execute(
        select(col(Delivery.person_id), col(Delivery.state)).where(col(Delivery.push_id) == push.id)
    )
    return dict(rows.all())


async def test_an_announcement_waits_at_the_college_for_the_students_it_fits(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement = await approved(session, now, ENGINEER)
    push = await publish.publish(session, announcement.id, now)
    assert await _states(session, push) == {
        cast.cadre.person_id: State.WAITING,
        cast.li.person_id: State.WAITING,
        cast.wang.person_id: State.NO_BOT,
        cast.sun.person_id: State.WAITING,
        cast.zhao.person_id: State.WAITING,  # has no wish, but the major fits, so the posting goes into the digest
    }
    assert announcement.state == AnnouncementState.PUBLISHED


async def test_the_ledger_of_a_new_push_closes(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement = await approved(session, now, ENGINEER)
    push = await publish.publish(session, announcement.id, now)
    ledger = await ledgers.ledger_of(session, push.id)
    assert ledger.balances and ledger.matched == 5


async def test_publishing_twice_gives_the_same_push(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement = await approved(session, now, ENGINEER)
    first = await publish.publish(session, announcement.id, now)
    second = await publish.publish(session, announcement.id, now + timedelta(hours=1))
    assert second.id == first.id and second.matched == 5


async def test_a_message_carries_only_the_postings_that_fit_best_first(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    anyone = ENGINEER | {"岗位名称": "行政助理", "专业要求": "不限", "薪资": "4000-5000元/月"}
    software = ENGINEER | {"岗位名称": "软件开发工程师", "专业要求": "软件工程"}
    announcement = await approved(session, now, ENGINEER, anyone, software)
    push = await publish.publish(session, announcement.id, now)
    query = select(Delivery).where(col(Delivery.push_id) == push.id, col(Delivery.person_id) == cast.sun.person_id)
    delivery = (await session.execute(query)).scalar_one()
    text = (await compose.message_for(session, push, delivery, now)).text
    assert "软件开发" not in text
    assert 0 < text.index("结构设计师") < text.index("行政助理")
    assert "专业对口" in text


async def test_a_student_who_turned_postings_off_is_counted_and_gets_none(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    (await session.get_one(Student, cast.li.person_id)).opted_out = True
    announcement = await approved(session, now, ENGINEER)
    push = await publish.publish(session, announcement.id, now)
    ledger = await ledgers.ledger_of(session, push.id)
    assert ledger.skipped == {Skip.OPTED_OUT: 1}
    assert ledger.balances


async def test_each_college_with_matches_gets_a_rung_with_a_deadline(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement = await approved(session, now, ENGINEER)
    push = await publish.publish(session, announcement.id, now)
    [rung] = await chain.rungs_of(session, push.id, UnitKind.COLLEGE)
    assert (rung.unit_id, rung.state) == (cast.civil, RungState.OPEN)
    assert rung.deadline == now + timedelta(hours=2)


async def test_an_immediate_release_is_queued_at_once(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement = await approved(session, now, ENGINEER)
    push = await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)
    assert (await _states(session, push))[cast.li.person_id] == State.QUEUED
    [rung] = await chain.rungs_of(session, push.id, UnitKind.COLLEGE)
    assert rung.state == RungState.PASSED


async def test_an_announcement_that_closes_within_two_days_is_urgent(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement = await approved(session, now, ENGINEER | {"截止日期": "2026-11-25"})
    assert (await publish.publish(session, announcement.id, now)).urgent


async def test_the_preview_counts_students_by_college_and_those_without_wishes(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement = await approved(session, now, ENGINEER)
    shown = await publish.preview(session, announcement.id, now)
    assert [(college.name, college.matched, college.without_bot) for college in shown.colleges] == [("土木学院", 4, 1)]
    assert shown.by_major_only == 1  # 赵磊 has no wishes, but a major that fits


async def test_publishing_all_makes_the_rows_that_the_preview_counted(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await approved(session, now, ENGINEER)
    shown = await publish_all.preview_all(session, now)
    pushed = await publish_all.publish_all(session, 1, now, cast.office.person_id)
    assert shown.matched == sum(push.matched for push in pushed) == 5
    assert shown.by_major_only == 1


async def test_an_announcement_that_was_never_approved_is_refused(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement = await entered(session, now, ENGINEER)
    with pytest.raises(NotApproved):
        await publish.publish(session, announcement.id, now)


async def test_an_announcement_changed_after_its_approval_is_refused(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement = await approved(session, now, ENGINEER)
    announcement.apply_how = "先交押金"
    await session.flush()
    with pytest.raises(ChangedSinceApproval):
        await publish.publish(session, announcement.id, now)


async def test_an_announcement_past_its_deadline_is_refused(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement = await approved(session, now, ENGINEER | {"截止日期": "2026-11-26"})
    with pytest.raises(PastDeadline):
        await publish.publish(session, announcement.id, now + timedelta(days=3))


async def test_a_recalled_announcement_is_not_published_again(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement = await approved(session, now, ENGINEER)
    await publish.publish(session, announcement.id, now)
    announcement.state = AnnouncementState.RECALLED
    with pytest.raises(AlreadyDone):
        await publish.publish(session, announcement.id, now)


async def test_the_message_fits_one_screen_whatever_the_data(session: AsyncSession, cast: Cast, now: datetime) -> None:
    long = ENGINEER | {"岗位描述": "很" * 6000, "专业要求": "土木工程、" * 60, "薪资": "8000元/月，" + "补贴" * 90}
    rows = [long | {"岗位名称": f"{n}号" + "<岗位>" * 46} for n in range(9)]
    announcement = await approved(session, now, *rows)
    push = await publish.publish(session, announcement.id, now)
    query = select(Delivery).where(col(Delivery.push_id) == push.id, col(Delivery.person_id) == cast.sun.person_id)
    text = (await compose.message_for(session, push, (await session.execute(query)).scalar_one(), now)).text
    assert len(text) < 4096 and len(text.splitlines()) <= 24
    assert "还有 6 个岗位" in text


async def test_matching_many_announcements_at_once_equals_matching_each_alone(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    places, majors = ("长春市", "北京市", "沈阳市"), ("土木工程", "软件工程", "不限")
    rows = [
        ENGINEER | {"单位名称": f"虚构第{n}设计院", "工作地点": place, "专业要求": major}
        for n, (place, major) in enumerate(product(places, majors))
    ]
    await enter(session, now, *rows, approve=True)
    found = await postings.in_state(session, AnnouncementState.APPROVED)
    announced = {
        each.id: [postings.opening(posting) for posting in await postings.postings_of(session, each.id)]
        for each in found
    }
    assert len(announced) >= fitting.WORTH_AN_INDEX
    together = await fitting.of_several(session, announced)
    assert together == {key: await fitting.of_openings(session, asked) for key, asked in announced.items()}
    assert len({len(fits.everybody) for fits in together.values()}) > 1

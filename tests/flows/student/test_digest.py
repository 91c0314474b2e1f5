"""One message a day carries the best postings that have gathered for a student, and every row is counted."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.chain.chain import Release
from bot.domain.delivery.delivery import Skip, State
from bot.domain.delivery.push import PushState
from bot.domain.people import BondState, Reach, Rhythm
from bot.flows.delivery import compose, push_control
from bot.flows.publishing import publish
from bot.flows.student import digest, interests
from bot.flows.wishes import wishes
from bot.store import choices, people
from bot.store.chain import released
from bot.store.delivery import ledgers, outgoing
from bot.store.tables import Announcement, Push, Unit
from tests.cast import Cast
from tests.digests import delivery_of, digests_of, published, rhythm
from tests.factories import approved
from tests.postings import ENGINEER
from tests.postings import approved as engineer

MORNING = timedelta(hours=-2)
DAY = timedelta(days=1)
WEEKEND = timedelta(days=4)


async def test_postings_wait_for_a_noon_reader_and_go_at_once_to_an_instant_one(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await rhythm(session, cast.li, Rhythm.NOON)
    push = await published(session, now + MORNING, "施工员")
    assert (await delivery_of(session, push, cast.li)).bundled
    due = {each.delivery_id for each in await outgoing.due(session, now, 100)}
    assert (await delivery_of(session, push, cast.sun)).id in due
    assert (await delivery_of(session, push, cast.li)).id not in due


async def test_postings_that_a_college_passes_on_are_bundled_too(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await rhythm(session, cast.li, Rhythm.NOON)
    announcement = await approved(session, now, "施工员")
    push = await publish.publish(session, announcement.id, now, release=Release.COLLEGE)
    await released.queue_waiting(session, push.id, now, college_id=cast.civil)
    assert (await delivery_of(session, push, cast.li)).bundled
    assert not (await delivery_of(session, push, cast.sun)).bundled


async def test_urgent_postings_go_out_alone(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await rhythm(session, cast.li, Rhythm.WEEKLY)
    push = await published(session, now, "施工员", deadline=date(2026, 11, 25))
    assert push.urgent and not (await delivery_of(session, push, cast.li)).bundled


async def test_one_message_at_noon_carries_the_gathered_postings(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await rhythm(session, cast.li, Rhythm.NOON)
    morning = [await published(session, now + MORNING, title) for title in ("施工员", "测量员")]
    later = await published(session, now + timedelta(minutes=1), "造价员")
    assert await digest.make(session, now + timedelta(hours=1)) == 1
    [carrier] = await digests_of(session, cast.li)
    assert [(await delivery_of(session, push, cast.li)).carrier_id for push in morning] == [carrier.id] * 2
    assert (await delivery_of(session, later, cast.li)).carrier_id is None
    assert await digest.make(session, now + timedelta(hours=2)) == 0


@pytest.mark.parametrize("late", [timedelta(hours=-1), timedelta(hours=8), WEEKEND])
async def test_no_digest_is_made_outside_the_window(
    session: AsyncSession, cast: Cast, now: datetime, late: timedelta
) -> None:
    await rhythm(session, cast.li, Rhythm.NOON)
    await published(session, now + MORNING, "施工员")
    assert await digest.make(session, now + late) == 0


async def test_a_missed_day_is_made_up_for_the_next_day(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await rhythm(session, cast.li, Rhythm.NOON)
    await published(session, now + MORNING, "施工员")
    assert await digest.make(session, now + DAY) == 1


async def test_a_weekly_reader_waits_for_monday(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await rhythm(session, cast.li, Rhythm.WEEKLY)
    await published(session, now + MORNING, "施工员")
    assert [await digest.make(session, now + days * DAY) for days in range(7)] == [0, 0, 0, 0, 0, 0, 1]


async def test_a_posting_that_closes_before_the_next_weekly_digest_does_not_wait_for_it(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await rhythm(session, cast.li, Rhythm.WEEKLY)
    closing = await published(session, now + MORNING, "施工员", deadline=date(2026, 11, 28))
    staying = await published(session, now + MORNING, "测量员", deadline=date(2026, 12, 28))
    assert not closing.urgent
    assert await digest.make(session, now) == 1
    assert (await delivery_of(session, closing, cast.li)).carrier_id is not None
    assert (await delivery_of(session, staying, cast.li)).carrier_id is None


async def test_a_class_in_its_exam_weeks_is_weekly(session: AsyncSession, cast: Cast, now: datetime) -> None:
    (await session.get_one(Unit, cast.civil1)).weekly_until = date(2026, 12, 31)
    await session.flush()
    push = await published(session, now + MORNING, "施工员")
    assert (await delivery_of(session, push, cast.li)).bundled
    assert await digest.make(session, now) == 0
    assert await digest.make(session, now + 6 * DAY) == 2  # 李娜 and the cadre


async def test_a_student_without_wishes_gets_postings_of_their_major_weekly(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement = await engineer(session, now, ENGINEER)
    push = await publish.publish(session, announcement.id, now + MORNING, release=Release.IMMEDIATE)
    assert (await delivery_of(session, push, cast.zhao)).bundled
    assert await digest.make(session, now) == 0
    assert await digest.make(session, now + 6 * DAY) == 1
    [carrier] = await digests_of(session, cast.zhao)
    shown = await compose.message_for(session, await session.get_one(Push, carrier.push_id), carrier, now)
    assert "还没填求职意向" in shown.text
    assert any(button.data == "wishes" for row in shown.buttons for button in row)


async def test_the_digest_carries_the_best_and_the_others_are_outranked(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await choices.put(session, "digest_size", 2)
    await rhythm(session, cast.li, Rhythm.NOON)
    plain = await published(session, now + MORNING, "行政")
    home = [
        await published(session, now + MORNING, title, regions=["220100"], anywhere=False)
        for title in ("施工员", "测量员")
    ]
    assert await digest.make(session, now) == 1
    assert [(await delivery_of(session, push, cast.li)).state for push in home] == [State.QUEUED] * 2
    left = await delivery_of(session, plain, cast.li)
    assert (left.state, left.reason) == (State.SKIPPED, Skip.OUTRANKED)
    assert (await ledgers.ledger_of(session, plain.id)).balances
    [carrier] = await digests_of(session, cast.li)
    text = (await compose.message_for(session, await session.get_one(Push, carrier.push_id), carrier, now)).text
    assert "另有 1 个也合适" in text


async def test_a_narrowed_wish_holds_for_waiting_postings(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await rhythm(session, cast.li, Rhythm.NOON)
    push = await published(session, now + MORNING, "施工员", regions=["220100"], anywhere=False)
    await wishes.put(session, cast.li.person_id, now + MORNING / 2, regions=["440100"])
    assert await digest.make(session, now) == 0
    row = await delivery_of(session, push, cast.li)
    assert (row.state, row.reason) == (State.SKIPPED, Skip.UNWANTED)
    assert (await ledgers.ledger_of(session, push.id)).balances


async def test_one_vacancy_announced_twice_comes_once(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await rhythm(session, cast.li, Rhythm.NOON)
    first = await published(session, now + MORNING, "施工员")
    twin = await approved(session, now, "施工员", employer="别名公司")
    postings_employer = (await session.get_one(Announcement, first.announcement_id)).employer_id
    for posting in (await publish.postings.whole(session, twin.id)).postings:  # type: ignore[union-attr]
        posting.employer_id = postings_employer
    await session.flush()
    twin.approved_hash = twin.content_hash = (await publish.postings.whole(session, twin.id)).hash_now  # type: ignore[union-attr]
    second = await publish.publish(session, twin.id, now + MORNING, release=Release.IMMEDIATE)
    await digest.make(session, now)
    states = [(await delivery_of(session, push, cast.li)).state for push in (first, second)]
    assert sorted(states) == [State.QUEUED, State.SKIPPED]


async def test_unreachable_students_get_no_digest_and_are_counted(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    for who in (cast.li, cast.sun):
        await rhythm(session, who, Rhythm.NOON)
    push = await published(session, now + MORNING, "施工员")
    await people.mark_reach(session, cast.li.telegram_id, Reach.BLOCKED)
    bond = await people.bond_of(session, cast.sun.person_id)
    assert bond is not None
    bond.state = BondState.ENDED
    await session.flush()
    assert await digest.make(session, now) == 0
    assert (await delivery_of(session, push, cast.li)).state == State.BLOCKED
    assert (await delivery_of(session, push, cast.sun)).state == State.NO_BOT
    assert (await ledgers.ledger_of(session, push.id)).balances


async def test_closed_postings_expire_and_those_of_a_paused_push_wait(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await rhythm(session, cast.li, Rhythm.WEEKLY)
    closed = await published(session, now + MORNING, "施工员", deadline=date(2026, 11, 27))
    resting = await published(session, now + MORNING, "测量员")
    resting.state = PushState.PAUSED
    await session.flush()
    assert await digest.make(session, now + 6 * DAY) == 0
    assert (await delivery_of(session, closed, cast.li)).reason == Skip.EXPIRED
    assert (await delivery_of(session, resting, cast.li)).state == State.QUEUED
    resting.state = PushState.RUNNING
    await session.flush()
    assert await digest.make(session, now + 6 * DAY) == 1


async def test_a_press_in_a_digest_opens_it_and_proves_that_all_of_it_arrived(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await rhythm(session, cast.li, Rhythm.NOON)
    pushed = [await published(session, now + MORNING, title) for title in ("施工员", "测量员")]
    await digest.make(session, now)
    [carrier] = await digests_of(session, cast.li)
    rows = [await delivery_of(session, push, cast.li) for push in pushed]
    for row in (carrier, *rows):
        row.state = State.UNCERTAIN
    await session.flush()
    li = await people.speaker(session, cast.li.telegram_id)
    assert li is not None
    await interests.item(session, rows[0].id, li, now)
    assert [row.state for row in (carrier, *rows)] == [State.OPENED, State.OPENED, State.SENT]


async def test_a_recalled_posting_says_so_in_the_digest_with_the_reason(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await rhythm(session, cast.li, Rhythm.NOON)
    push = await published(session, now + MORNING, "施工员")
    await published(session, now + MORNING, "测量员")
    await digest.make(session, now)
    [carrier] = await digests_of(session, cast.li)
    row = await delivery_of(session, push, cast.li)
    row.state = State.RECALLED
    announcement = await session.get_one(Announcement, push.announcement_id)
    announcement.recalled_at, announcement.recall_reason = now, "单位取消招聘"
    await session.flush()
    shown = await compose.message_for(session, await session.get_one(Push, carrier.push_id), carrier, now)
    assert "已撤回：单位取消招聘" in shown.text
    items = [button.data for line in shown.buttons for button in line if (button.data or "").startswith("item:")]
    assert len(items) == 1 and f"item:{row.id}" not in items


async def test_stopping_a_digest_recalls_the_postings_it_carries(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await rhythm(session, cast.li, Rhythm.NOON)
    push = await published(session, now + MORNING, "施工员")
    await digest.make(session, now)
    [carrier] = await digests_of(session, cast.li)
    office = await people.speaker(session, cast.office.telegram_id)
    assert office is not None
    await push_control.switch(session, carrier.push_id, PushState.STOPPED, office)
    assert (await delivery_of(session, push, cast.li)).state == State.RECALLED
    assert (await ledgers.ledger_of(session, push.id)).balances


async def test_a_full_digest_fits_one_screen(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await rhythm(session, cast.sun, Rhythm.NOON)
    for n in range(8):
        await published(
            session, now + MORNING, *(f"{n}号<岗位>" * 9 for _ in range(3)), employer=f"{n}号&单位" * 12,
            salary_text="8000元/月，" + "补贴" * 30, regions_text="长春市、" * 20,
        )  # fmt: skip
    await digest.make(session, now)
    [carrier] = await digests_of(session, cast.sun)
    shown = await compose.message_for(session, await session.get_one(Push, carrier.push_id), carrier, now)
    assert len(shown.text.splitlines()) <= 20 and len(shown.text) < 1300  # a third of the text is escapes
    assert shown.text.count("\n2. <b>") == 1  # each entry begins a line
    assert "另有 6 个" in shown.text  # two announcements with three postings each

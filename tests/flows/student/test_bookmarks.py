"""收藏: the student is reminded of a bookmarked posting before it closes, once, and only while there is a reason."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import Skip, State
from bot.domain.errors import NotFound
from bot.domain.postings.announcement import AnnouncementState, Attitude
from bot.flows.publishing import publish
from bot.flows.student import bookmarks
from bot.store.delivery import outgoing, pushes
from bot.store.engine import Store
from bot.store.postings import postings
from bot.store.student import interests
from bot.store.tables import Announcement, Delivery, Student
from tests.cast import Cast, Member
from tests.digests import Wire, delivery_of, send_all
from tests.factories import approved

CLOSES = date(2026, 11, 30)
BEFORE = timedelta(hours=1)


async def kept(session: AsyncSession, now: datetime, who: Member, title: str, closes: date | None = CLOSES) -> int:
    made = await approved(
        session, now, title, employer=f"{title}公司", deadline=closes, anywhere=False, regions=["110000"]
    )
    await publish.publish(session, made.id, now)
    posting = (await postings.postings_of(session, made.id))[0].id
    assert await bookmarks.toggle(session, who.person_id, posting, now - BEFORE)
    return posting


def days_before(now: datetime, days: int) -> datetime:
    """Return noon in Shanghai, ``days`` days before ``CLOSES``."""
    return now + timedelta(days=(CLOSES - now.date()).days - days)


async def reminder(session: AsyncSession, who: Member, day: datetime) -> Delivery:
    push = await pushes.by_key(session, f"due:{day.date().isoformat()}")
    assert push is not None
    return await delivery_of(session, push, who)


async def test_one_tap_keeps_a_posting_and_the_next_drops_it(session: AsyncSession, cast: Cast, now: datetime) -> None:
    posting = await kept(session, now, cast.li, "结构")
    assert await bookmarks.kept(session, cast.li.person_id, [posting]) == {posting}
    assert not await bookmarks.toggle(session, cast.li.person_id, posting, now)
    assert await bookmarks.kept(session, cast.li.person_id, [posting]) == set()
    with pytest.raises(NotFound):
        await bookmarks.toggle(session, cast.li.person_id, posting + 99, now)


async def test_a_reminder_comes_three_days_and_one_day_before_in_one_message(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    first = await kept(session, now, cast.li, "结构")
    second = await kept(session, now, cast.li, "施工")
    await kept(session, now, cast.li, "无期", None)
    made = {days: await bookmarks.remind(session, days_before(now, days)) for days in (4, 3, 2, 1, 0)}
    assert made == {4: 0, 3: 1, 2: 0, 1: 1, 0: 0}
    delivery = await reminder(session, cast.li, days_before(now, 3))
    assert sorted(delivery.values["postings"]) == [first, second]
    assert await bookmarks.remind(session, days_before(now, 3) + timedelta(hours=2)) == 0


async def test_no_reminder_comes_before_noon_or_at_night(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await kept(session, now, cast.li, "结构")
    noon = days_before(now, 3)
    assert await bookmarks.remind(session, noon - timedelta(minutes=1)) == 0
    assert await bookmarks.remind(session, noon + timedelta(hours=8)) == 0
    assert await bookmarks.remind(session, noon + timedelta(hours=7)) == 1


async def test_a_posting_kept_after_noon_gets_no_reminder_the_same_day(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    posting = await kept(session, now, cast.li, "结构")
    await bookmarks.let_go(session, cast.li.person_id, posting)
    noon = days_before(now, 1)
    await bookmarks.toggle(session, cast.li.person_id, posting, noon + timedelta(minutes=5))
    assert await bookmarks.remind(session, noon + timedelta(hours=1)) == 0


async def _change(session: AsyncSession, how: str, who: Member, posting: int, now: datetime) -> None:
    student = await session.get_one(Student, who.person_id)
    match how:
        case "recalled":
            row = await session.get_one(Announcement, 1)
            row.state = AnnouncementState.RECALLED
        case "applied":
            await interests.mark(session, who.person_id, posting, Attitude.APPLIED, now)
        case "unfit":
            await interests.mark(session, who.person_id, posting, Attitude.UNFIT, now)
        case "let go":
            await bookmarks.let_go(session, who.person_id, posting)
        case "settled":
            student.settled = True
        case "paused":
            student.opted_out = True
    await session.flush()


GONE = ("recalled", "applied", "unfit", "let go", "settled", "paused")


@pytest.mark.parametrize("how", GONE)
async def test_a_change_before_noon_prevents_the_reminder(
    session: AsyncSession, cast: Cast, now: datetime, how: str
) -> None:
    posting = await kept(session, now, cast.li, "结构")
    await _change(session, how, cast.li, posting, now)
    assert await bookmarks.remind(session, days_before(now, 3)) == 0


@pytest.mark.parametrize("how", GONE)
async def test_a_change_before_sending_skips_the_reminder(store: Store, cast: Cast, now: datetime, how: str) -> None:
    noon = days_before(now, 3)
    async with store.writing() as session:
        posting = await kept(session, now, cast.li, "结构")
        assert await bookmarks.remind(session, noon) == 1
        await _change(session, how, cast.li, posting, now)
    wire = Wire()
    await send_all(store, wire, noon + timedelta(minutes=1))
    assert not any("快截止" in message.text for _, message in wire.sent)
    async with store.reading() as session:
        delivery = await reminder(session, cast.li, noon)
    assert delivery.state == State.SKIPPED
    assert delivery.reason == (Skip.OPTED_OUT if how == "paused" else Skip.UNWANTED)


async def test_the_reminder_names_the_postings_and_counts_towards_the_daily_cap(
    store: Store, cast: Cast, now: datetime
) -> None:
    noon = days_before(now, 1)
    async with store.writing() as session:
        await kept(session, now, cast.li, "结构设计师")
        await kept(session, now, cast.li, "文员")
        await bookmarks.remind(session, noon)
    wire = Wire()
    await send_all(store, wire, noon + timedelta(minutes=1))
    [message] = [message for chat, message in wire.sent if chat == cast.li.telegram_id]
    assert "结构设计师" in message.text and "明天截止" in message.text
    async with store.reading() as session:
        assert await outgoing.sent_since(session, cast.li.person_id, noon - timedelta(hours=12)) == 1


async def test_a_posting_that_closes_before_its_announcement_counts_by_its_own_day(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    posting = await kept(session, now, cast.li, "结构", date(2026, 12, 31))
    row: Any = await session.get_one(postings.Posting, posting)
    row.deadline = CLOSES
    await session.flush()
    assert await bookmarks.remind(session, days_before(now, 3)) == 1
    [mine] = await bookmarks.mine(session, cast.li.person_id, now)
    assert mine.closes == CLOSES

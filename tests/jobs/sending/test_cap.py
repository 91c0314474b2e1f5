"""The daily cap delays messages to the next morning or to the next digest. It loses none, and sends none twice."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import Skip, State
from bot.domain.delivery.push import AT_CAP, PushKind
from bot.domain.people import Rhythm
from bot.flows.delivery import ack_reminder, acknowledge, notify, pushing
from bot.flows.delivery.notify import Draft
from bot.flows.delivery.pushing import Notice
from bot.flows.student import bookmarks
from bot.store import choices, people
from bot.store.engine import Store
from bot.store.tables import Delivery, Student, Unit
from tests.cast import Cast
from tests.digests import Wire, delivery_of, published, rhythm, send_all
from tests.flows.student.test_bookmarks import days_before, kept, reminder

NEXT_MORNING = timedelta(hours=20)  # from noon to 8:00
PATIENT = [PushKind.NOTICE, PushKind.REMINDER, PushKind.BULLETIN]


async def fill_the_day(store: Store, cast: Cast, now: datetime, cap: int = 1) -> None:
    """Send as many notices to Li as ``cap``, the limit of the day."""
    async with store.writing() as session:
        await choices.put(session, "daily_cap", cap)
        for _ in range(cap):
            await small(session, PushKind.NOTICE, cast, now)
    await send_all(store, Wire(), now)


async def small(session: AsyncSession, kind: PushKind, cast: Cast, now: datetime, **more: object) -> int:
    notice = Notice(kind, "refusal", values={"sentence": "请看"}, **more)
    return (await pushing.to_people(session, notice, [cast.li.person_id], now)).id


def to_li(wire: Wire, cast: Cast) -> list[str]:
    return [message.text for chat, message in wire.sent if chat == cast.li.telegram_id]


def test_each_kind_of_push_has_its_fate_beyond_the_cap() -> None:
    assert set(AT_CAP) == set(PushKind)


@pytest.mark.parametrize("kind", PATIENT)
async def test_a_message_beyond_the_cap_comes_the_next_morning_and_only_once(
    store: Store, cast: Cast, now: datetime, kind: PushKind
) -> None:
    await fill_the_day(store, cast, now)
    async with store.writing() as session:
        push = await small(session, kind, cast, now)
    today, night, morning, later = Wire(), Wire(), Wire(), Wire()
    await send_all(store, today, now)
    await send_all(store, night, now + NEXT_MORNING - timedelta(minutes=1))
    await send_all(store, morning, now + NEXT_MORNING)
    await send_all(store, later, now + NEXT_MORNING + timedelta(days=1))
    assert [len(to_li(wire, cast)) for wire in (today, night, morning, later)] == [0, 0, 1, 0]
    async with store.reading() as session:
        assert (await delivery_of(session, push, cast.li)).state == State.SENT


async def test_a_students_own_late_quiet_hours_move_the_next_morning(store: Store, cast: Cast, now: datetime) -> None:
    await fill_the_day(store, cast, now)
    async with store.writing() as session:
        (await session.get_one(Student, cast.li.person_id)).quiet = "23:00-09:30"
        push = await small(session, PushKind.NOTICE, cast, now)
    await send_all(store, Wire(), now)
    async with store.reading() as session:
        assert (await delivery_of(session, push, cast.li)).not_before == now + NEXT_MORNING + timedelta(minutes=90)


@pytest.mark.parametrize("kind", [PushKind.WARNING, PushKind.RECORD, PushKind.TASK])
async def test_warnings_and_own_matters_are_sent_beyond_the_cap(
    store: Store, cast: Cast, now: datetime, kind: PushKind
) -> None:
    await fill_the_day(store, cast, now)
    async with store.writing() as session:
        await small(session, kind, cast, now)
    wire = Wire()
    await send_all(store, wire, now)
    assert len(to_li(wire, cast)) == 1


async def test_a_message_that_expires_before_the_next_morning_is_not_sent_late(
    store: Store, cast: Cast, now: datetime
) -> None:
    await fill_the_day(store, cast, now)
    async with store.writing() as session:
        push = await small(session, PushKind.NOTICE, cast, now, not_after=now + timedelta(hours=6))
    await send_all(store, Wire(), now)
    wire = Wire()
    await send_all(store, wire, now + NEXT_MORNING)
    async with store.reading() as session:
        row = await delivery_of(session, push, cast.li)
    assert (row.state, row.reason, to_li(wire, cast)) == (State.SKIPPED, Skip.EXPIRED, [])


async def test_a_bookmark_reminder_beyond_the_cap_comes_on_the_last_morning(
    store: Store, cast: Cast, now: datetime
) -> None:
    noon = days_before(now, 1)
    async with store.writing() as session:
        await kept(session, now, cast.li, "结构设计师")
    await fill_the_day(store, cast, noon)
    async with store.writing() as session:
        await bookmarks.remind(session, noon)
    await send_all(store, Wire(), noon)
    wire = Wire()
    await send_all(store, wire, noon + NEXT_MORNING)
    [text] = to_li(wire, cast)
    assert "结构设计师" in text and "今天截止" in text
    async with store.reading() as session:
        assert (await reminder(session, cast.li, noon)).state == State.SENT


async def test_a_reminder_to_acknowledge_is_not_sent_after_the_reader_has_acknowledged(
    store: Store, cast: Cast, now: datetime
) -> None:
    async with store.writing() as session:
        unit = await session.get_one(Unit, cast.civil1)
        push = (await notify.send(session, Draft("请交材料", unit, ack=True), now)).id
    await send_all(store, Wire(), now)
    tomorrow = now + timedelta(days=1, minutes=1)
    await fill_the_day(store, cast, tomorrow)
    async with store.writing() as session:
        await ack_reminder.silent(session, tomorrow)
    await send_all(store, Wire(), tomorrow)
    async with store.writing() as session:
        speaker = await people.speaker(session, cast.li.telegram_id)
        assert speaker is not None
        row: Delivery = await delivery_of(session, push, cast.li)
        await acknowledge.acknowledge(session, row.id, speaker, tomorrow + timedelta(hours=1))
    wire = Wire()
    await send_all(store, wire, tomorrow + NEXT_MORNING)
    assert to_li(wire, cast) == []


@pytest.mark.parametrize(("days", "arrives"), [(0, True), (1, False)])
async def test_an_urgent_posting_beyond_the_cap_waits_for_the_digest_only_if_it_is_still_open_then(
    store: Store, cast: Cast, now: datetime, days: int, arrives: bool
) -> None:
    await fill_the_day(store, cast, now)
    async with store.writing() as session:
        await rhythm(session, cast.li, Rhythm.INSTANT)
        closes: date = now.date() + timedelta(days=days)
        push = (await published(session, now, "施工员", deadline=closes)).id
    wire = Wire()
    await send_all(store, wire, now)
    async with store.reading() as session:
        row = await delivery_of(session, push, cast.li)
    assert (len(to_li(wire, cast)) == 1, row.bundled) == (arrives, not arrives)

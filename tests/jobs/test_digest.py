"""The rows in a digest follow the digest when it is sent, fails or is uncertain, and when a posting is recalled."""

from datetime import datetime, timedelta

from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushKind, PushState
from bot.domain.people import Rhythm
from bot.flows.delivery import push_control, pushing, state
from bot.flows.delivery.pushing import Notice
from bot.flows.student import digest
from bot.messenger import Failure, SendFailed
from bot.store import choices, people
from bot.store.delivery import ledgers
from bot.store.engine import Store
from bot.store.tables import Student
from jobs.digest import tick
from tests.cast import Cast, Member
from tests.digests import Wire, delivery_of, digests_of, published, pusher, rhythm, send_all

MORNING = timedelta(hours=-2)
DAY = timedelta(days=1)


async def gathered(store: Store, who: Member, now: datetime, *titles: str) -> list[int]:
    """Make a digest with one push for each title, for a student who reads at noon. Return the ids of the pushes."""
    async with store.writing() as session:
        await rhythm(session, who, Rhythm.NOON)
        made = [(await published(session, now + MORNING, title)).id for title in titles]
        await digest.make(session, now)
    return made


async def states(store: Store, push_ids: list[int], who: Member) -> list[State]:
    async with store.reading() as session:
        return [(await delivery_of(session, push, who)).state for push in push_ids]


async def balanced(store: Store, push_ids: list[int]) -> bool:
    async with store.reading() as session:
        return all([(await ledgers.ledger_of(session, push)).balances for push in push_ids])


async def test_one_message_delivers_all_carried_rows(store: Store, cast: Cast, now: datetime) -> None:
    made = await gathered(store, cast.li, now, "施工员", "测量员")
    wire = Wire()
    await send_all(store, wire, now)
    mine = [message for chat, message in wire.sent if chat == cast.li.telegram_id]
    assert len(mine) == 1 and "施工员" in mine[0].text and "测量员" in mine[0].text
    async with store.reading() as session:
        [carrier] = await digests_of(session, cast.li)
        rows = [await delivery_of(session, push, cast.li) for push in made]
    assert {(row.state, row.chat_id, row.message_id) for row in (carrier, *rows)} == {
        (State.SENT, cast.li.telegram_id, carrier.message_id)
    }
    assert await balanced(store, made)


async def test_repeated_ticks_make_the_digests_once(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        await rhythm(session, cast.li, Rhythm.NOON)
        await published(session, now + MORNING, "施工员")
    for _ in range(3):
        await tick(store, now)
    async with store.reading() as session:
        assert len(await digests_of(session, cast.li)) == 1


async def test_a_crash_between_claim_and_record_leaves_all_carried_rows_in_doubt(
    store: Store, cast: Cast, now: datetime
) -> None:
    made = await gathered(store, cast.li, now, "施工员", "测量员")
    async with store.reading() as session:
        [carrier] = await digests_of(session, cast.li)
    assert await pusher(store, Wire(), now)._claim(carrier.id) is not None
    assert await states(store, made, cast.li) == [State.SENDING] * 2
    await pusher(store, Wire(), now).recover()
    async with store.reading() as session:
        [carrier] = await digests_of(session, cast.li)
    assert carrier.state == State.UNCERTAIN
    assert await states(store, made, cast.li) == [State.UNCERTAIN] * 2
    assert await balanced(store, made)


async def test_a_429_requeues_the_carried_rows_and_a_stop_meanwhile_recalls_one(
    store: Store, cast: Cast, now: datetime
) -> None:
    made = await gathered(store, cast.li, now, "施工员", "测量员")
    async with store.writing() as session:
        [carrier] = await digests_of(session, cast.li)
    wire = Wire()
    loop = pusher(store, wire, now)
    claimed = await loop._claim(carrier.id)
    assert claimed is not None and await states(store, made, cast.li) == [State.SENDING] * 2
    async with store.writing() as session:
        office = await people.speaker(session, cast.office.telegram_id)
        assert office is not None
        await push_control.switch(session, made[0], PushState.STOPPED, office)
    await loop._record_failure(carrier.id, claimed, SendFailed(Failure.RETRY_LATER, retry_after=1))
    assert await states(store, made, cast.li) == [State.RECALLED, State.QUEUED]
    await send_all(store, wire, now + timedelta(seconds=5))
    [mine] = [message for chat, message in wire.sent if chat == cast.li.telegram_id]
    assert "施工员" not in mine.text and "测量员" in mine.text
    assert await states(store, made, cast.li) == [State.RECALLED, State.SENT]


async def test_stopping_a_digest_while_its_request_fails_recalls_all_carried_rows(
    store: Store, cast: Cast, now: datetime
) -> None:
    made = await gathered(store, cast.li, now, "施工员", "测量员")
    async with store.reading() as session:
        [carrier] = await digests_of(session, cast.li)
    loop = pusher(store, Wire(), now)
    claimed = await loop._claim(carrier.id)
    assert claimed is not None
    async with store.writing() as session:
        office = await people.speaker(session, cast.office.telegram_id)
        assert office is not None
        await push_control.switch(session, carrier.push_id, PushState.STOPPED, office)
    await loop._record_failure(carrier.id, claimed, SendFailed(Failure.NOT_SENT))
    assert await states(store, made, cast.li) == [State.RECALLED] * 2
    assert await balanced(store, made)


async def test_the_office_settles_a_doubt_for_a_digest_or_one_of_its_postings(
    store: Store, cast: Cast, now: datetime
) -> None:
    made = await gathered(store, cast.li, now, "施工员", "测量员")
    async with store.reading() as session:
        [carrier] = await digests_of(session, cast.li)
    loop = pusher(store, Wire(), now)
    assert await loop._claim(carrier.id) is not None
    await loop.recover()
    async with store.writing() as session:
        await state.settle_doubt(session, made[0], True, now)
    async with store.writing() as session:
        await state.settle_doubt(session, carrier.push_id, False, now)
    assert await states(store, made, cast.li) == [State.QUEUED, State.SENT]
    await tick(store, now + DAY)
    wire = Wire()
    await send_all(store, wire, now + DAY)
    assert await states(store, made, cast.li) == [State.SENT, State.SENT]
    assert await balanced(store, made)


async def test_a_recalled_posting_is_left_out_and_an_empty_digest_is_not_sent(
    store: Store, cast: Cast, now: datetime
) -> None:
    made = await gathered(store, cast.li, now, "施工员")
    async with store.writing() as session:
        (await delivery_of(session, made[0], cast.li)).state = State.RECALLED
    wire = Wire()
    await send_all(store, wire, now)
    assert [chat for chat, _ in wire.sent if chat == cast.li.telegram_id] == []
    async with store.reading() as session:
        [carrier] = await digests_of(session, cast.li)
    assert carrier.state == State.RECALLED


async def test_a_blocked_chat_blocks_all_carried_rows(store: Store, cast: Cast, now: datetime) -> None:
    made = await gathered(store, cast.li, now, "施工员", "测量员")
    async with store.writing() as session:
        [carrier] = await digests_of(session, cast.li)
    loop = pusher(store, Wire(), now)
    claimed = await loop._claim(carrier.id)
    assert claimed is not None
    await loop._record_failure(carrier.id, claimed, SendFailed(Failure.BLOCKED))
    assert await states(store, made, cast.li) == [State.BLOCKED] * 2
    assert await balanced(store, made)


async def test_postings_beyond_the_daily_cap_go_into_the_next_digest_best_first(
    store: Store, cast: Cast, now: datetime
) -> None:
    async with store.writing() as session:
        await choices.put(session, "daily_cap", 1)
        plain = (await published(session, now, "行政")).id
        home = (await published(session, now, "施工员", regions=["220100"], anywhere=False)).id
    wire = Wire()
    await send_all(store, wire, now)
    assert await states(store, [home, plain], cast.li) == [State.SENT, State.QUEUED]
    await tick(store, now + DAY)
    await send_all(store, wire, now + DAY)
    assert await states(store, [plain], cast.li) == [State.SENT]
    assert [chat for chat, _ in wire.sent].count(cast.li.telegram_id) == 2
    assert await balanced(store, [plain, home])


async def test_single_postings_leave_one_place_of_the_day_for_the_noon_digest(
    store: Store, cast: Cast, now: datetime
) -> None:
    async with store.writing() as session:
        await choices.put(session, "daily_cap", 2)
        made = [(await published(session, now + MORNING, title)).id for title in ("施工员", "测量员", "资料员")]
    wire = Wire()
    await send_all(store, wire, now + MORNING)
    assert await states(store, made, cast.li) == [State.SENT, State.QUEUED, State.QUEUED]
    await tick(store, now)
    await send_all(store, wire, now)
    assert await states(store, made, cast.li) == [State.SENT] * 3
    assert [chat for chat, _ in wire.sent].count(cast.li.telegram_id) == 2
    assert await balanced(store, made)


async def test_a_digest_beyond_the_daily_cap_leaves_its_postings_to_the_next(
    store: Store, cast: Cast, now: datetime
) -> None:
    wire = Wire()
    async with store.writing() as session:
        await choices.put(session, "daily_cap", 1)
        values = {"sentence": "通知"}
        await pushing.to_people(session, Notice(PushKind.NOTICE, "refusal", values=values), [cast.li.person_id], now)
    await send_all(store, wire, now)
    made = await gathered(store, cast.li, now, "施工员")
    await send_all(store, wire, now)
    assert await states(store, made, cast.li) == [State.QUEUED]
    await tick(store, now + DAY)
    await send_all(store, wire, now + DAY)
    assert await states(store, made, cast.li) == [State.SENT]
    assert await balanced(store, made)


async def test_a_students_own_quiet_hours_replace_the_schools(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        (await session.get_one(Student, cast.li.person_id)).quiet = "11:00-13:00"
        (await session.get_one(Student, cast.sun.person_id)).quiet = ""
        push = (await published(session, now, "施工员")).id
    noon, night = Wire(), Wire()
    await send_all(store, noon, now)
    assert cast.li.telegram_id not in [chat for chat, _ in noon.sent]
    await send_all(store, night, now + timedelta(hours=1, minutes=1))
    assert cast.li.telegram_id in [chat for chat, _ in night.sent]
    async with store.writing() as session:
        await published(session, now, "测量员")
    at_night = Wire()
    await send_all(store, at_night, now + timedelta(hours=11))
    assert {chat for chat, _ in at_night.sent} == {cast.sun.telegram_id, cast.li.telegram_id}
    assert await balanced(store, [push])


async def test_a_changed_rhythm_holds_for_a_posting_already_queued(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        push = (await published(session, now, "施工员")).id
        await rhythm(session, cast.li, Rhythm.NOON)
    wire = Wire()
    await send_all(store, wire, now)
    assert cast.li.telegram_id not in [chat for chat, _ in wire.sent]
    async with store.reading() as session:
        assert (await delivery_of(session, push, cast.li)).bundled

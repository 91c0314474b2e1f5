"""The rounds of the loop that edits messages, with a messenger that answers as each test says."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from bot.clock import Clock
from bot.domain.delivery.pacing import Pacer
from bot.domain.people import Reach, Role
from bot.domain.postings.posting import Field
from bot.messenger import Failure, Message, SendFailed
from bot.store import people
from bot.store.engine import Store
from bot.store.postings import changes
from bot.store.tables import Announcement, Delivery
from jobs.sending import mend
from jobs.sending.mend import Mender
from tests.cast import Cast, Member
from tests.flows.postings.test_edit import speaker
from tests.flows.publishing.test_correct import delivery, fix, out


class Wire:
    """A messenger that accepts every edit, or raises ``fails`` at each. ``meanwhile`` runs during the first edit."""

    def __init__(self, meanwhile: Callable[[], Awaitable[None]] | None = None, fails: Exception | None = None) -> None:
        self.edits: list[tuple[int, str]] = []
        self.tried: list[int] = []
        self._meanwhile, self._fails = meanwhile, fails

    async def send(self, chat_id: int, message: Message) -> int:
        raise AssertionError("a mender sends nothing new")

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        self.tried.append(chat_id)
        if self._fails is not None:
            raise self._fails
        self.edits.append((message_id, message.text))
        if self._meanwhile is not None:
            happen, self._meanwhile = self._meanwhile, None
            await happen()


async def outdated(store: Store, cast: Cast, now: datetime, *who: Member) -> tuple[int, dict[int, Delivery]]:
    """Return the announcement's id and the outdated deliveries of ``who``. A correction outdated only these."""
    async with store.writing() as session:
        announcement, push = await out(session, now)
        office = speaker(cast.office, Role.OFFICE, cast.school)
        await fix(session, announcement, office, now, Field.SALARY, "6000-8000元/月")
        for member in (cast.cadre, cast.li, cast.zhao, cast.sun):
            (await delivery(session, push, member)).outdated = member in who
        return announcement.id, {member.person_id: await delivery(session, push, member) for member in who}


async def one_outdated(store: Store, cast: Cast, now: datetime) -> tuple[int, Delivery]:
    """Return (announcement id, the outdated delivery of 李娜)."""
    announcement_id, rows = await outdated(store, cast, now, cast.li)
    return announcement_id, rows[cast.li.person_id]


def quick(store: Store, wire: Wire, pacer: Pacer | None = None) -> Mender:
    return Mender(store, wire, Clock(), pacer or Pacer(1000, per_chat=1000))


async def still_outdated(store: Store, row: Delivery) -> bool:
    async with store.reading() as session:
        return (await session.get_one(Delivery, row.id)).outdated


async def lost(store: Store, announcement_id: int) -> int:
    async with store.reading() as session:
        return (await changes.mending(session, announcement_id)).lost


async def test_a_message_that_changes_during_its_edit_is_edited_again(store: Store, cast: Cast, now: datetime) -> None:
    announcement_id, row = await one_outdated(store, cast, now)

    async def again() -> None:
        async with store.writing() as session:
            announcement = await session.get_one(Announcement, announcement_id)
            office = speaker(cast.office, Role.OFFICE, cast.school)
            await fix(session, announcement, office, now, Field.SALARY, "5000-7000元/月")

    wire = Wire(meanwhile=again)
    mender = quick(store, wire)
    await mender.round()
    assert await still_outdated(store, row)
    await mender.round()
    assert not await still_outdated(store, row)
    mine = [text for _, text in wire.edits if "6000-8000" in text or "5000-7000" in text]
    assert "6000-8000" in mine[0] and all("5000-7000" in text for text in mine[1:])


@pytest.mark.parametrize("fails", [SendFailed(Failure.UNCERTAIN), LookupError("a bug")])
async def test_a_row_whose_edit_failed_rests_and_stays_outdated(
    store: Store, cast: Cast, now: datetime, fails: Exception
) -> None:
    _, row = await one_outdated(store, cast, now)
    mender = quick(store, Wire(fails=fails))
    assert await mender.round()
    assert not await mender.round()  # it waits
    assert await still_outdated(store, row)


async def test_rows_that_rest_leave_the_batch_to_others(
    store: Store, cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mend, "BATCH", 1)
    await outdated(store, cast, now, cast.li, cast.sun)
    wire = Wire(fails=SendFailed(Failure.UNCERTAIN))
    mender = quick(store, wire)
    assert await mender.round() and await mender.round()
    assert len(set(wire.tried)) == 2


async def test_a_refusal_for_speed_slows_down_the_sender_too(store: Store, cast: Cast, now: datetime) -> None:
    _, row = await one_outdated(store, cast, now)
    pacer = Pacer(1000, per_chat=1000)
    await quick(store, Wire(fails=SendFailed(Failure.RETRY_LATER, retry_after=30)), pacer).round()
    assert pacer.chat_wait(row.chat_id or 0, asyncio.get_running_loop().time()) > 25
    assert await still_outdated(store, row)


async def test_a_chat_that_must_wait_does_not_delay_other_chats(store: Store, cast: Cast, now: datetime) -> None:
    _, rows = await outdated(store, cast, now, cast.li, cast.sun)
    pacer = Pacer(1000, per_chat=1000)
    slow, fast = (rows[member.person_id] for member in (cast.li, cast.sun))
    pacer.penalise(slow.chat_id or 0, 30, asyncio.get_running_loop().time())
    await asyncio.wait_for(quick(store, Wire(), pacer).round(), 10)
    assert await still_outdated(store, slow) and not await still_outdated(store, fast)


async def test_a_stop_leaves_the_rest_of_the_round_for_the_next_process(
    store: Store, cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mend, "IN_FLIGHT", 1)
    await outdated(store, cast, now, cast.li, cast.sun)

    async def stop() -> None:
        mender.stop()

    wire = Wire(meanwhile=stop)
    mender = quick(store, wire)
    await asyncio.wait_for(mender.run(), 10)
    assert len(wire.edits) == 1


async def test_a_message_that_is_correct_again_is_not_edited(
    store: Store, cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mend, "IN_FLIGHT", 1)
    _, rows = await outdated(store, cast, now, cast.li, cast.sun)

    async def another_process_edits_both() -> None:
        async with store.writing() as session:
            for row in rows.values():
                (await session.get_one(Delivery, row.id)).outdated = False

    wire = Wire(meanwhile=another_process_edits_both)
    await quick(store, wire).round()
    assert len(wire.edits) == 1


async def test_the_end_of_a_change_that_a_dead_process_missed_is_recorded(
    store: Store, cast: Cast, now: datetime
) -> None:
    announcement_id, _ = await outdated(store, cast, now)
    mender = quick(store, Wire())
    running = asyncio.create_task(mender.run())
    async with asyncio.timeout(10):
        while True:
            async with store.reading() as session:
                if (await changes.of(session, announcement_id))[0].done_at is not None:
                    break
            await asyncio.sleep(0.05)
    mender.stop()
    await running


async def test_a_message_that_its_reader_deleted_is_given_up(store: Store, cast: Cast, now: datetime) -> None:
    announcement_id, row = await one_outdated(store, cast, now)
    await quick(store, Wire(fails=SendFailed(Failure.GONE))).round()
    assert not await still_outdated(store, row)
    assert await lost(store, announcement_id) == 1


async def test_a_message_that_reads_so_already_is_not_lost(store: Store, cast: Cast, now: datetime) -> None:
    announcement_id, row = await one_outdated(store, cast, now)
    await quick(store, Wire(fails=SendFailed(Failure.UNCHANGED))).round()
    assert not await still_outdated(store, row)
    assert await lost(store, announcement_id) == 0


async def test_a_refused_edit_teaches_that_the_chat_is_closed(store: Store, cast: Cast, now: datetime) -> None:
    announcement_id, row = await one_outdated(store, cast, now)
    async with store.writing() as session:
        (await session.get_one(Delivery, row.id)).chat_id = cast.li.telegram_id
    await quick(store, Wire(fails=SendFailed(Failure.BLOCKED))).round()
    assert await lost(store, announcement_id) == 1
    async with store.reading() as session:
        bond = await people.bond_of(session, cast.li.person_id)
        assert bond is not None and bond.reach == Reach.BLOCKED

"""Outdated messages are edited in place and at the pacer's rate. The edits are counted in the wire log."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.chain.chain import Release
from bot.domain.delivery.pacing import Pacer
from bot.domain.people import Reach, Role
from bot.domain.postings.announcement import RecallKind
from bot.domain.postings.posting import Field
from bot.flows.publishing import publish, recall
from bot.messenger import Failure, Message, SendFailed
from bot.store import people
from bot.store.delivery import ledgers
from bot.store.engine import Store
from bot.store.postings import changes
from bot.store.tables import Announcement, Delivery, Push
from jobs.sending.mend import Mender
from tests.cast import Cast
from tests.flows.postings.test_edit import speaker
from tests.flows.publishing.test_correct import delivery, fix, out
from tests.live import Live
from tests.postings import ENGINEER, approved


async def send_out(live: Live) -> int:
    """Publish an announcement to everybody that it fits. Return its id."""
    async with live.store.writing() as session:
        now = live.parts.clock.now()
        announcement = await approved(session, now, ENGINEER)
        await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)
    await live.settled()
    return announcement.id


async def withdraw(live: Live, announcement_id: int, kind: RecallKind = RecallKind.FILLED) -> None:
    async with live.store.writing() as session:
        await recall.recall(session, announcement_id, kind, "", None, live.parts.clock.now())


async def mended(live: Live, announcement_id: int) -> None:
    async def done() -> bool:
        async with live.store.reading() as session:
            left = (await changes.mending(session, announcement_id)).left
            return not left and (await changes.of(session, announcement_id))[0].done_at is not None

    await live.phones.wait_for(done, 30)


async def edits(live: Live) -> Counter[int]:
    return Counter(entry["chat_id"] for entry in await live.phones.deliveries("editMessageText"))


async def test_a_recall_edits_each_message_once_and_the_ledger_agrees(live: Live, cast: Cast) -> None:
    announcement_id = await send_out(live)
    await withdraw(live, announcement_id)
    await live.sees(cast.li, "已撤回", "已招满")
    await mended(live, announcement_id)
    assert await edits(live) == {who.telegram_id: 1 for who in (cast.cadre, cast.li, cast.sun)}
    async with live.store.reading() as session:
        push = await session.get_one(Push, 1)
        ledger = await ledgers.ledger_of(session, push.id)
    assert ledger.balances and ledger.recalled == 4


async def test_a_429_only_delays_the_edit(live: Live, cast: Cast) -> None:
    announcement_id = await send_out(live)
    await live.phones.fault("too_many_requests", method="editMessageText", times=2, retry_after=1)
    await withdraw(live, announcement_id)
    await mended(live, announcement_id)
    for who in (cast.cadre, cast.li, cast.sun):
        await live.sees(who, "已撤回")


async def test_a_message_in_a_blocked_chat_counts_as_lost(live: Live, cast: Cast) -> None:
    announcement_id = await send_out(live)
    await live.phones.block(cast.li.telegram_id)
    await withdraw(live, announcement_id)
    await mended(live, announcement_id)
    async with live.store.reading() as session:
        assert (await changes.mending(session, announcement_id)).lost == 1
        bond = await people.bond_of(session, cast.li.person_id)
        assert bond is not None and bond.reach == Reach.BLOCKED


async def test_quiet_hours_do_not_delay_an_edit(live: Live, cast: Cast) -> None:
    announcement_id = await send_out(live)
    await live.jump(live.parts.clock.now() + timedelta(hours=11))  # 23:00 in Shanghai
    await withdraw(live, announcement_id)
    await live.sees(cast.li, "已撤回")


class Wire:
    """A messenger that accepts every edit, or refuses each with ``fails``. ``meanwhile`` runs during the first edit."""

    def __init__(self, meanwhile: Callable[[], Awaitable[None]] | None = None, fails: Failure | None = None) -> None:
        self.edits: list[tuple[int, str]] = []
        self._meanwhile, self._fails = meanwhile, fails

    async def send(self, chat_id: int, message: Message) -> int:
        raise AssertionError("a mender sends nothing new")

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        if self._fails is not None:
            raise SendFailed(self._fails)
        self.edits.append((message_id, message.text))
        if self._meanwhile is not None:
            happen, self._meanwhile = self._meanwhile, None
            await happen()


async def one_outdated(store: Store, cast: Cast, now: datetime) -> tuple[int, int]:
    """Return (announcement id, delivery id) of 李娜's message, the only one that a correction outdated."""
    async with store.writing() as session:
        announcement, push = await out(session, now)
        office = speaker(cast.office, Role.OFFICE, cast.school)
        await fix(session, announcement, office, now, Field.SALARY, "6000-8000元/月")
        for who in (cast.cadre, cast.zhao, cast.sun):
            (await delivery(session, push, who)).outdated = False
        return announcement.id, (await delivery(session, push, cast.li)).id


async def still_outdated(store: Store, delivery_id: int) -> bool:
    async with store.reading() as session:
        return (await session.get_one(Delivery, delivery_id)).outdated


async def test_a_message_that_changes_during_its_edit_is_edited_again(store: Store, cast: Cast, now: datetime) -> None:
    announcement_id, delivery_id = await one_outdated(store, cast, now)

    async def again() -> None:
        async with store.writing() as session:
            announcement = await session.get_one(Announcement, announcement_id)
            office = speaker(cast.office, Role.OFFICE, cast.school)
            await fix(session, announcement, office, now, Field.SALARY, "5000-7000元/月")

    wire = Wire(meanwhile=again)
    mender = Mender(store, wire, Clock(), Pacer(1000, per_chat=1000))
    await mender.round()
    assert await still_outdated(store, delivery_id)
    await mender.round()
    assert not await still_outdated(store, delivery_id)
    mine = [text for _, text in wire.edits if "6000-8000" in text or "5000-7000" in text]
    assert "6000-8000" in mine[0] and all("5000-7000" in text for text in mine[1:])


async def test_a_row_whose_edit_is_in_doubt_rests_and_stays_outdated(store: Store, cast: Cast, now: datetime) -> None:
    _, delivery_id = await one_outdated(store, cast, now)
    mender = Mender(store, Wire(fails=Failure.UNCERTAIN), Clock(), Pacer(1000, per_chat=1000))
    assert await mender.round()
    assert not await mender.round()  # it waits
    assert await still_outdated(store, delivery_id)


async def test_a_message_that_its_reader_deleted_is_given_up(store: Store, cast: Cast, now: datetime) -> None:
    announcement_id, delivery_id = await one_outdated(store, cast, now)
    await Mender(store, Wire(fails=Failure.GONE), Clock(), Pacer(1000, per_chat=1000)).round()
    assert not await still_outdated(store, delivery_id)
    async with store.reading() as session:
        assert (await changes.mending(session, announcement_id)).lost == 1

"""What stands in chats is edited in place, paced, and counted on the wire."""

from collections import Counter
from datetime import timedelta

from bot.domain.announcement import RecallKind
from bot.domain.chain import Release
from bot.domain.people import Reach
from bot.flows import publish, recall
from bot.store import changes, ledgers, people
from bot.store.tables import Push
from tests.cast import Cast
from tests.live import Live
from tests.postings import ENGINEER, approved


async def send_out(live: Live) -> int:
    """An announcement that everybody it fits has received."""
    async with live.store.writing() as session:
        now = live.made.clock.now()
        announcement = await approved(session, now, ENGINEER)
        await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)
    await live.settled()
    return announcement.id


async def withdraw(live: Live, announcement_id: int, kind: RecallKind = RecallKind.FILLED) -> None:
    async with live.store.writing() as session:
        await recall.recall(session, announcement_id, kind, "", None, live.made.clock.now())


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
    await live.sees(cast.li, "已撤回", "已经招满")
    await mended(live, announcement_id)
    assert await edits(live) == {who.telegram_id: 1 for who in (cast.cadre, cast.li, cast.sun)}
    async with live.store.reading() as session:
        push = await session.get_one(Push, 1)
        ledger = await ledgers.ledger_of(session, push.id)
    assert ledger.balances and ledger.recalled == 3


async def test_a_429_only_delays_the_edit(live: Live, cast: Cast) -> None:
    announcement_id = await send_out(live)
    await live.phones.fault("too_many_requests", method="editMessageText", times=2, retry_after=1)
    await withdraw(live, announcement_id)
    await mended(live, announcement_id)
    for who in (cast.cadre, cast.li, cast.sun):
        await live.sees(who, "已撤回")


async def test_who_closed_the_chat_is_counted_as_beyond_editing(live: Live, cast: Cast) -> None:
    announcement_id = await send_out(live)
    await live.phones.block(cast.li.telegram_id)
    await withdraw(live, announcement_id)
    await mended(live, announcement_id)
    async with live.store.reading() as session:
        assert (await changes.mending(session, announcement_id)).lost == 1
        bond = await people.bond_of(session, cast.li.person_id)
        assert bond is not None and bond.reach == Reach.BLOCKED


async def test_nights_do_not_delay_an_edit(live: Live, cast: Cast) -> None:
    announcement_id = await send_out(live)
    await live.jump(live.made.clock.now() + timedelta(hours=11))  # 23:00 in Shanghai
    await withdraw(live, announcement_id)
    await live.sees(cast.li, "已撤回")

"""Outdated messages are edited in place and at the pacer's rate. The edits are counted in the wire log."""

from collections import Counter
from datetime import timedelta

from bot.domain.chain.chain import Release
from bot.domain.people import Reach
from bot.domain.postings.announcement import RecallKind
from bot.flows.publishing import publish, recall
from bot.store import people
from bot.store.delivery import ledgers
from bot.store.postings import changes
from bot.store.tables import Push
from tests.cast import Cast
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

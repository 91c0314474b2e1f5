"""Deliveries when Telegram refuses, is slow, or does not answer. Messages are counted in the wire log."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from bot.domain.delivery.delivery import Ledger, State
from bot.domain.delivery.push import PushKind, PushState
from bot.domain.people import Reach
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store import people
from bot.store.delivery import ledgers
from bot.store.tables import Push, Student
from jobs.sending.loop import Pusher
from tests.cast import Cast, Member
from tests.live import Live

TASKS = {"colleges": [], "reports": []}


async def send(live: Live, kind: PushKind, *who: Member, urgent: bool = False, **options: object) -> int:
    """Enqueue a small message to the people ``who``. Return the push's id."""
    async with live.store.writing() as session:
        notice = Notice(kind, "chain/tasks", values=TASKS, urgent=urgent, **options)
        push = await pushing.to_people(session, notice, [member.person_id for member in who], live.parts.clock.now())
        return push.id


async def ledger(live: Live, push_id: int) -> Ledger:
    async with live.store.reading() as session:
        return await ledgers.ledger_of(session, push_id)


async def arrived(live: Live) -> Counter[int]:
    return Counter(entry["chat_id"] for entry in await live.phones.deliveries("sendMessage"))


async def test_a_429_delays_and_then_delivers_once(live: Live, cast: Cast) -> None:
    await live.phones.fault("too_many_requests", times=2, retry_after=1)
    push = await send(live, PushKind.NOTICE, cast.li, cast.sun)
    await live.jump(live.parts.clock.now() + timedelta(seconds=5))
    await live.sees(cast.li, "没有要处理")
    await live.sees(cast.sun, "没有要处理")
    await live.settled()
    assert await arrived(live) == {cast.li.telegram_id: 1, cast.sun.telegram_id: 1}
    assert (await ledger(live, push)).sent_only == 2


async def test_a_bug_in_one_round_does_not_end_the_loop(
    live: Live, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    once, broken = Pusher._round, asyncio.Event()

    async def breaks(self: Pusher) -> bool:
        monkeypatch.setattr(Pusher, "_round", once)
        broken.set()
        raise LookupError

    monkeypatch.setattr(Pusher, "_round", breaks)
    await asyncio.wait_for(broken.wait(), 20)
    await send(live, PushKind.NOTICE, cast.li)
    await live.sees(cast.li, "没有要处理")


async def test_a_send_without_an_answer_is_uncertain_and_not_repeated(live: Live, cast: Cast) -> None:
    await live.phones.fault("timeout_after", chat_id=cast.li.telegram_id, times=1)
    push = await send(live, PushKind.NOTICE, cast.li)

    async def in_doubt() -> bool:
        return (await ledger(live, push)).uncertain == 1

    await live.phones.wait_for(in_doubt)
    assert await arrived(live) == {cast.li.telegram_id: 1}


async def test_a_fraud_warning_in_doubt_is_sent_once_more(live: Live, cast: Cast) -> None:
    await live.phones.fault("timeout_before", chat_id=cast.li.telegram_id, times=1)
    push = await send(live, PushKind.WARNING, cast.li)

    async def waits_again() -> bool:
        row = await ledger(live, push)
        return row.queued == 1

    await live.phones.wait_for(waits_again)
    await live.jump(live.parts.clock.now() + timedelta(minutes=1))
    await live.sees(cast.li, "没有要处理")
    await live.settled()
    assert (await ledger(live, push)).sent_only == 1


async def test_a_student_who_blocked_the_bot_is_counted_and_known_to_later_pushes(live: Live, cast: Cast) -> None:
    await live.phones.block(cast.li.telegram_id)
    first = await send(live, PushKind.NOTICE, cast.li, cast.sun)
    await live.sees(cast.sun, "没有要处理")
    await live.settled()
    assert (await ledger(live, first)).blocked == 1
    second = await send(live, PushKind.NOTICE, cast.li)
    assert (await ledger(live, second)).blocked == 1
    async with live.store.reading() as session:
        bond = await people.bond_of(session, cast.li.person_id)
        assert bond is not None
        assert bond.reach == Reach.BLOCKED


async def test_a_bug_of_ours_halts_the_push_and_marks_nobody_as_blocked(live: Live, cast: Cast) -> None:
    everybody = [member for member in vars(cast).values() if isinstance(member, Member)]
    async with live.store.writing() as session:
        push = await pushing.to_people(
            session,
            Notice(PushKind.NOTICE, "no/such_template"),
            [member.person_id for member in everybody],
            live.parts.clock.now(),
        )

    async def halted() -> bool:
        async with live.store.reading() as session:
            return (await session.get_one(Push, push.id)).state == PushState.HALTED

    await live.phones.wait_for(halted)
    row = await ledger(live, push.id)
    assert row.balances
    assert row.blocked == 0
    assert set(await arrived(live)) <= {cast.office.telegram_id, cast.colleague.telegram_id}  # both are told why


async def test_the_daily_cap_holds_for_notices_but_not_for_warnings(live: Live, cast: Cast) -> None:
    notices = [await send(live, PushKind.NOTICE, cast.li) for _ in range(6)]
    await live.phones.wait_for(lambda: _count_at_least(live, cast.li, 5), 20)
    await live.settled()
    warning = await send(live, PushKind.WARNING, cast.li)
    await live.phones.wait_for(lambda: _count_at_least(live, cast.li, 6), 20)
    await live.settled()
    states = Counter([(await ledger(live, push)).sent_only for push in notices])
    assert states == {1: 5, 0: 1}
    assert (await ledger(live, warning)).sent_only == 1


async def _count_at_least(live: Live, who: Member, count: int) -> bool:
    return (await arrived(live))[who.telegram_id] >= count


async def test_a_notice_at_night_waits_for_the_morning_and_skips_a_student_who_opted_out(
    live: Live, cast: Cast
) -> None:
    tonight = live.parts.clock.now().replace(hour=15)  # 23:00 in Shanghai
    await live.jump(tonight)
    push = await send(live, PushKind.NOTICE, cast.li)
    urgent = await send(live, PushKind.WARNING, cast.sun, urgent=True)
    await live.sees(cast.sun, "没有要处理")
    assert (await ledger(live, urgent)).matched == 1
    assert (await ledger(live, push)).queued == 1
    async with live.store.writing() as session:
        (await session.get_one(Student, cast.li.person_id)).opted_out = True
    await live.jump(tonight + timedelta(hours=9, minutes=1))
    await live.settled()
    after = await ledger(live, push)
    assert after.skipped == {"opted_out": 1}
    assert await arrived(live) == {cast.sun.telegram_id: 1}
    assert State.SKIPPED not in (await _states(live, urgent))


async def _states(live: Live, push_id: int) -> set[State]:
    async with live.store.reading() as session:
        return {row[3] for row in await ledgers.names_in(session, push_id, list(State))}

"""Fraud warnings and notices are sent now or at a set time, acknowledged, and stopped."""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import col

from bot.domain.delivery.delivery import Ledger
from bot.domain.delivery.push import PushKind, PushState
from bot.domain.warnings.schedule import FiringOutcome, ScheduleState
from bot.flows.warnings import schedules
from bot.store.delivery import ledgers
from bot.store.engine import Store
from bot.store.tables import Firing, Push, Unit
from jobs import warn as warn_job
from tests.cast import Cast
from tests.live import Live


async def last_push(live: Live, kind: PushKind) -> Push:
    async with live.store.reading() as session:
        found = await session.execute(select(Push).where(col(Push.kind) == kind).order_by(col(Push.id).desc()))
        return found.scalars().first() or Push(id=0, kind=kind, template="", created_at=live.parts.clock.now())


async def ledger(live: Live, push_id: int) -> Ledger:
    async with live.store.reading() as session:
        return await ledgers.ledger_of(session, push_id)


async def test_the_office_warns_everybody_and_students_acknowledge(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "/warn")
    await live.press(cast.office, "培训贷")
    await live.press(cast.office, "全校")
    await live.sees(cast.office, "以上是学生看到的内容", "7 人，其中 5 人能收到")
    await live.press(cast.office, "确认发送")
    await live.press(cast.li, "我已了解")
    await live.sees(cast.li, "培训贷", "您已了解")
    await live.settled()
    await live.sees(cast.office, "已发完，2 人没有收到，请当面或电话告知。", "送达 5（已了解 1）")
    row = await ledger(live, (await last_push(live, PushKind.WARNING)).id)
    assert (row.acknowledged, row.sent_only, row.no_bot) == (1, 4, 2)
    assert row.balances


async def test_only_students_who_did_not_acknowledge_are_reminded_and_only_once(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "/warn")
    await live.press(cast.office, "传销")
    await live.press(cast.office, "土木学院")
    await live.press(cast.office, "确认发送")
    await live.press(cast.li, "我已了解")
    await live.sees(cast.sun, "传销")
    await live.settled()
    await live.jump(live.parts.clock.now() + timedelta(hours=25))
    await live.sees(cast.sun, "只提醒这一次")
    await live.settled()
    await live.jump(live.parts.clock.now() + timedelta(days=2))
    await live.press(cast.sun, "我已了解")
    await live.sees(cast.sun, "✓ 已了解")
    assert not any("只提醒这一次" in text for text in await live.texts(cast.li))
    assert sum("只提醒这一次" in text for text in await live.texts(cast.sun)) <= 1
    assert (await ledger(live, (await last_push(live, PushKind.WARNING)).id)).acknowledged == 2


async def test_a_college_warns_its_own_students_only(live: Live, cast: Cast) -> None:
    await live.say(cast.civil_staff, "/warn")
    await live.press(cast.civil_staff, "刷单")
    shown = await live.sees(cast.civil_staff, "发给谁")
    labels = [button["text"] for row in shown["reply_markup"]["inline_keyboard"] for button in row]
    assert labels == ["土木学院", "土木2301", "土木2302", "返回"]


async def test_a_schedule_made_by_buttons_fires_once_at_its_time(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "/schedule")
    await live.press(cast.office, "新增")
    await live.press(cast.office, "付费内推")
    await live.press(cast.office, "全校")
    await live.press(cast.office, "每周一 10:00")
    await live.sees(cast.office, "接下来三次", "11月30日 10:00")
    await live.jump(datetime.fromisoformat("2026-11-30T10:00:30+08:00"))
    await live.sees(cast.li, "付费内推")
    await live.settled()
    assert sum("付费内推" in text for text in await live.texts(cast.li)) == 1


async def test_a_typed_time_that_makes_no_sense_says_what_to_write(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "/schedule")
    await live.press(cast.office, "新增")
    await live.press(cast.office, "付费内推")
    await live.press(cast.office, "全校")
    await live.press(cast.office, "自己写")
    await live.say(cast.office, "每天")
    await live.sees(cast.office, "没看懂这个时间", "每周三 9:30")
    await live.say(cast.office, "每周五 9 点")
    await live.sees(cast.office, "每周五 09:00（北京时间）", "11月27日 09:00")


async def test_a_tap_cancels_after_a_wrong_input(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "/schedule")
    for label in ("新增", "付费内推", "全校", "自己写"):
        await live.press(cast.office, label)
    await live.say(cast.office, "每天")
    await live.sees(cast.office, "没看懂这个时间")
    await live.press(cast.office, "取消填写")
    await live.sees(cast.office, "已取消")


async def made(store: Store, cast: Cast, now: datetime) -> int:
    async with store.writing() as session:
        unit = await session.get_one(Unit, cast.school)
        return (await schedules.add(session, "F01", unit, "0 10 * * 1", now)).schedule.id


async def firings(store: Store) -> list[Firing]:
    async with store.reading() as session:
        return list((await session.execute(select(Firing).order_by(col(Firing.due)))).scalars())


async def test_two_ticks_at_once_fire_once(store: Store, cast: Cast, now: datetime) -> None:
    await made(store, cast, now)
    due = datetime.fromisoformat("2026-11-30T10:00:05+08:00")
    await asyncio.gather(*(warn_job.tick(store, due) for _ in range(4)))
    assert [firing.outcome for firing in await firings(store)] == [FiringOutcome.SENT]


async def test_a_jump_of_three_weeks_sends_the_latest_and_reports_the_rest(
    store: Store, cast: Cast, now: datetime
) -> None:
    await made(store, cast, now)
    await warn_job.tick(store, datetime.fromisoformat("2026-12-14T11:00:00+08:00"))
    outcomes = [firing.outcome for firing in await firings(store)]
    assert outcomes == [FiringOutcome.MISSED, FiringOutcome.MISSED, FiringOutcome.SENT]
    async with store.reading() as session:
        told = (await session.execute(select(Push).where(col(Push.kind) == PushKind.TASK))).scalars().all()
    assert [push.template for push in told] == ["schedule/missed"]


async def test_warnings_that_fell_due_in_a_pause_are_skipped(store: Store, cast: Cast, now: datetime) -> None:
    schedule_id = await made(store, cast, now)
    async with store.writing() as session:
        await schedules.switch(session, schedule_id, ScheduleState.PAUSED, now)
    later = datetime.fromisoformat("2026-12-02T11:00:00+08:00")
    await warn_job.tick(store, later)
    async with store.writing() as session:
        view = await schedules.switch(session, schedule_id, ScheduleState.ACTIVE, later)
    await warn_job.tick(store, later)
    assert await firings(store) == []
    assert view.schedule.next_due == datetime.fromisoformat("2026-12-07T10:00:00+08:00")


async def test_a_notice_is_typed_addressed_previewed_and_sent_escaped(live: Live, cast: Cast) -> None:
    await live.say(cast.counsellor, "/notify")
    await live.say(cast.counsellor, "周五 <双选会> 8:30 & 体育馆")
    await live.press(cast.counsellor, "土木2302")
    await live.press(cast.counsellor, "要点“我已了解”")
    await live.sees(cast.counsellor, "没点的提醒一次")
    await live.press(cast.counsellor, "确认发送")
    await live.sees(cast.sun, "周五 <双选会> 8:30 & 体育馆", "土木2302")
    await live.press(cast.sun, "我已了解")
    await live.sees(cast.sun, "您已了解")
    assert not any("双选会" in text for text in await live.texts(cast.li))


async def test_a_notice_can_be_paused_and_stopped(live: Live, cast: Cast) -> None:
    await live.phones.fault("too_many_requests", method="sendMessage", chat_id=cast.li.telegram_id, retry_after=60)
    await live.say(cast.office, "/notify")
    await live.say(cast.office, "停电通知")
    await live.press(cast.office, "全校")
    await live.press(cast.office, "确认发送")
    await live.press(cast.office, "暂停")
    await live.sees(cast.office, "已暂停")
    await live.press(cast.office, "停止")
    await live.sees(cast.office, "停止发送 停电通知", "不能继续")
    assert (await last_push(live, PushKind.NOTICE)).state == PushState.PAUSED
    await live.press(cast.office, "确认停止")
    await live.sees(cast.office, "已停止")
    push = await last_push(live, PushKind.NOTICE)
    row = await ledger(live, push.id)
    assert push.state == PushState.STOPPED
    assert row.recalled >= 1
    assert row.balances

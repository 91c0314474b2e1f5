"""Warnings and schedules on a phone: a warning for one class, delete and undo, old buttons, people without the role."""

from datetime import datetime
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.domain.delivery.push import PushKind
from bot.domain.people import UnitKind
from bot.store.tables import Push, Schedule, Unit
from tests.cast import Cast, Member
from tests.live import Live


async def labels(live: Live, who: Member, *words: str) -> list[str]:
    shown = await live.sees(who, *words)
    return [button["text"] for row in shown["reply_markup"]["inline_keyboard"] for button in row]


async def warnings(live: Live) -> list[Push]:
    async with live.store.reading() as session:
        return list((await session.execute(select(Push).where(col(Push.kind) == PushKind.WARNING))).scalars())


async def press_raw(live: Live, who: Member, message: dict[str, Any], data: str) -> None:
    await live.phones.press(who.telegram_id, who.telegram_id, message["message_id"], data=data)


async def press_old(live: Live, who: Member, *datas: str) -> None:
    """Press buttons that are on the phone because of an earlier version or another person's chat."""
    url = f"{live.parts.settings.api_base_url}{live.parts.settings.bot_token.get_secret_value()}/sendMessage"
    async with aiohttp.ClientSession() as http:
        for data in datas:
            markup = {"inline_keyboard": [[{"text": "旧按钮", "callback_data": data}]]}
            body = {"chat_id": who.telegram_id, "text": "旧消息", "reply_markup": markup}
            async with http.post(url, json=body) as answer:
                message = (await answer.json())["result"]
            await press_raw(live, who, message, data)
    await live.say(who, "/cancel")
    await live.sees(who, "没有正在填写")  # updates are processed in order, so the presses before it are done


async def test_the_office_reaches_one_class_through_its_college(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "/warn")
    await live.press(cast.office, "培训贷")
    await live.press(cast.office, "计算机学院")
    await live.press(cast.office, "只发一个班")
    await live.press(cast.office, "软件2301")
    await live.sees(cast.office, "软件2301：2 人，其中 1 人能收到")
    await live.press(cast.office, "确认发送")
    await live.sees(cast.zhou, "培训贷")
    assert [(push.scope_unit_id, push.matched) for push in await warnings(live)] == [(cast.software1, 2)]


async def test_units_that_do_not_fit_a_page_are_on_the_next(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        for number in range(40):
            session.add(Unit(kind=UnitKind.COLLEGE, name=f"学院{number:02}", parent_id=cast.school))
    await live.say(cast.office, "/warn")
    await live.press(cast.office, "培训贷")
    first = await labels(live, cast.office, "发给谁", "第 1/7 页")
    turning = {"上一页", "下一页", "返回"}
    found = {*first}
    for page in range(2, 8):
        await live.press(cast.office, "下一页")
        shown = await labels(live, cast.office, f"第 {page}/7 页")
        assert len({*shown} - turning) <= 8
        found |= {*shown}
    assert len(found - turning) == 43


async def test_an_urgent_warning_goes_at_night_and_a_calm_one_waits(live: Live, cast: Cast) -> None:
    await live.jump(datetime.fromisoformat("2026-11-24T23:00:00+08:00"))
    for kind, urgent in (("传销", False), ("培训贷", True)):
        await live.say(cast.office, "/warn")
        await live.press(cast.office, kind)
        await live.press(cast.office, "土木学院")
        if urgent:
            await live.press(cast.office, "夜间也发")
            await live.sees(cast.office, "免打扰时段也发")
        await live.press(cast.office, "确认发送")
    await live.sees(cast.sun, "培训贷")
    await live.settled()
    assert not any("传销" in text for text in await live.texts(cast.sun))


async def test_a_replayed_press_sends_one_warning(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "/warn")
    await live.press(cast.office, "培训贷")
    await live.press(cast.office, "土木学院")
    preview = await live.sees(cast.office, "以上是学生看到的内容")
    data = next(
        button["callback_data"]
        for row in preview["reply_markup"]["inline_keyboard"]
        for button in row
        if button["text"] == "确认发送"
    )
    for _ in range(3):
        await press_raw(live, cast.office, preview, data)
    await live.sees(cast.office, "已发完，1 人没有收到")
    assert len(await warnings(live)) == 1
    assert sum("培训贷" in text for text in await live.texts(cast.sun)) == 1


@pytest.mark.parametrize("who", ["li", "cadre", "counsellor"])
async def test_an_old_button_lets_nobody_warn_without_the_role(live: Live, cast: Cast, who: str) -> None:
    member = getattr(cast, who)
    await live.say(member, "/warn")
    await live.sees(member, "需要相应的身份")
    await press_old(live, member, f"warn_go:F01:{cast.school}:0:1")
    await live.settled()
    assert await warnings(live) == []


async def test_a_made_up_button_lets_no_college_warn_another(live: Live, cast: Cast) -> None:
    await press_old(
        live,
        cast.civil_staff,
        f"warn_go:F01:{cast.computing}:0:1",
        f"warn_go:F01:{cast.civil}",
        f"warn_go:F99:{cast.civil}:0:1",
        "warn:F01:inx",
    )
    assert await warnings(live) == []


async def test_a_schedule_is_made_for_another_hour_deleted_and_restored(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "/schedule")
    await live.press(cast.office, "新增")
    await live.press(cast.office, "付费内推")
    await live.press(cast.office, "全校")
    await live.press(cast.office, "改钟点")
    await live.press(cast.office, "16:00")
    await live.press(cast.office, "每周一 16:00")
    await live.sees(cast.office, "每周一 16:00（北京时间）", "11月30日 16:00")
    await live.press(cast.office, "暂停")
    await live.press(cast.office, "删除")
    await live.press(cast.office, "确定删除")
    await live.sees(cast.office, "已删除：付费内推", "还没有定时提醒")
    await live.press(cast.office, "撤销删除")
    await live.sees(cast.office, "已暂停，恢复后从下一次开始")
    await live.press(cast.office, "恢复")
    await live.sees(cast.office, "接下来三次")


async def test_a_schedule_is_typed_in_words_and_no_cron_is_shown(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "/schedule")
    for label in ("新增", "付费内推", "全校", "自己写时间"):
        await live.press(cast.office, label)
    await live.sees(cast.office, "每周三 9:30", "每月 5 日 10:00")
    await live.say(cast.office, "改天吧")
    await live.sees(cast.office, "没看懂这个时间")
    await live.say(cast.office, "每月 1 日、15 日 上午 9 点半")
    await live.sees(cast.office, "每月 1 日、15 日 09:30（北京时间）", "12月1日 09:30")
    assert not any("* *" in text for text in await live.texts(cast.office))


async def test_an_old_card_cannot_restore_a_deleted_schedule(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "/schedule")
    for label in ("新增", "付费内推", "全校", "每周一 10:00", "删除", "确定删除"):
        await live.press(cast.office, label)
    await live.sees(cast.office, "已删除")
    async with live.store.reading() as session:
        schedule = (await session.execute(select(Schedule))).scalar_one()
    actions = ("pause", "resume", "end", "ask_end", "nonsense")
    await press_old(live, cast.office, *(f"sched_set:{schedule.id}:{action}" for action in actions))
    await live.say(cast.office, "/schedule")
    await live.sees(cast.office, "还没有定时提醒")


async def test_the_office_is_told_of_a_missed_warning_and_what_to_do(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "/schedule")
    for label in ("新增", "付费内推", "全校", "每周一 10:00"):
        await live.press(cast.office, label)
    await live.sees(cast.office, "接下来三次")
    await live.jump(datetime.fromisoformat("2026-12-01T09:00:00+08:00"))
    await live.sees(cast.colleague, "有 1 次没有发出", "11月30日 10:00")
    await live.press(cast.colleague, "现在补发")
    await live.sees(cast.colleague, "以上是学生看到的内容")
    await live.press(cast.office, "不补发")
    await live.sees(cast.office, "好的，不补发")
    assert await warnings(live) == []


async def test_the_office_opens_the_board_from_the_school_down_to_names(live: Live, cast: Cast) -> None:
    await live.say(cast.civil_staff, "/warn")
    for label in ("培训贷", "土木学院", "发送"):
        await live.press(cast.civil_staff, label)
    await live.press(cast.li, "我已了解")
    await live.sees(cast.li, "您已了解")
    await live.settled()
    await live.say(cast.office, "/warnings")
    await live.sees(cast.office, "谁已了解", "已了解 1/5　送达未了解 3　未绑定 1")
    await live.press(cast.office, "防骗提醒：培训贷")
    await live.press(cast.office, "土木学院")
    await live.press(cast.office, "土木2301")
    await live.sees(cast.office, "送达未了解（2）：张强、赵磊", "当面或电话告知（1）：王伟")


async def test_a_notice_is_sent_once_and_its_old_button_is_stale(live: Live, cast: Cast) -> None:
    await live.say(cast.civil_staff, "/notify")
    await live.say(cast.civil_staff, "周五宣讲会")
    await live.press(cast.civil_staff, "土木2302")
    preview = await live.sees(cast.civil_staff, "以上是学生看到的内容")
    rows = preview["reply_markup"]["inline_keyboard"]
    send = next(button["callback_data"] for row in rows for button in row if button["text"] == "确认发送")
    for _ in range(2):
        await press_raw(live, cast.civil_staff, preview, send)
    await live.sees(cast.sun, "周五宣讲会")
    await live.settled()
    async with live.store.reading() as session:
        found = (await session.execute(select(Push).where(col(Push.kind) == PushKind.NOTICE))).scalars().all()
    assert len(found) == 1


async def test_a_warning_leads_to_the_counsellor_and_stays(live: Live, cast: Cast) -> None:
    await live.say(cast.civil_staff, "/warn")
    for label in ("培训贷", "土木学院", "发送"):
        await live.press(cast.civil_staff, label)
    await live.press(cast.li, "告诉辅导员")
    await live.sees(cast.li, "想问什么")
    assert any("已被骗打 110" in text for text in await live.texts(cast.li))


async def test_another_college_cannot_stop_a_running_push(live: Live, cast: Cast) -> None:
    await live.say(cast.civil_staff, "/notify")
    await live.say(cast.civil_staff, "周五宣讲会")
    await live.press(cast.civil_staff, "土木2302")
    await live.press(cast.civil_staff, "确认发送")
    await live.sees(cast.sun, "周五宣讲会")
    async with live.store.reading() as session:
        push = (await session.execute(select(Push).where(col(Push.kind) == PushKind.NOTICE))).scalar_one()
    await press_old(live, cast.computing_staff, f"push_stop:{push.id}", f"push_stop_yes:{push.id}")
    async with live.store.reading() as session:
        assert (await session.get_one(Push, push.id)).state.value == "running"

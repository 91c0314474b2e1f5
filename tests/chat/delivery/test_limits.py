"""The sender of a notice sees what the daily cap and the quiet hours will do, and who has to be called in the end."""

from datetime import timedelta

from bot.domain.delivery.push import PushKind
from bot.domain.people import Standing
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store import choices
from bot.store.tables import Student
from tests.cast import Cast
from tests.live import Live


async def draft(live: Live, cast: Cast, words: str = "周五开会") -> None:
    await live.say(cast.office, "/notify")
    await live.last(cast.office, "请输入通知内容")
    await live.say(cast.office, words)
    await live.last(cast.office, "发给谁")
    await live.press(cast.office, "全校")


async def test_the_preview_says_who_gets_the_notice_only_the_next_morning(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        await choices.put(session, "daily_cap", 1)
        (await session.get_one(Student, cast.sun.person_id)).standing = Standing.PAUSED
        notice = Notice(PushKind.NOTICE, "refusal", values={"sentence": "请看"})
        await pushing.to_people(session, notice, [cast.li.person_id], live.parts.clock.now())
    await live.quiet()
    await draft(live, cast)
    await live.sees(cast.office, "7 人，其中 4 人能收到", "1 人已暂停", "1 人今天已收到 1 条，明天 08:00 后送达")
    await live.press(cast.office, "确认发送")
    await live.sees(cast.office, "1 条在等免打扰时段过去，或当天条数已满，11月25日 08:00 起发送")
    await live.jump(live.parts.clock.now() + timedelta(hours=20))
    await live.sees(cast.li, "周五开会")
    await live.sees(cast.office, "已发完，2 人没有收到，请当面或电话告知", "送达 4")
    await live.press(cast.office, "没收到的 2 人")
    await live.last(cast.office, "没收到的人", "（2 人）", "王伟", "未绑定")


async def test_at_night_a_notice_is_not_said_to_be_on_its_way(live: Live, cast: Cast) -> None:
    await live.jump(live.parts.clock.now() + timedelta(hours=11, minutes=30))  # 23:30
    await draft(live, cast)
    await live.sees(cast.office, "5 人在免打扰时段，11月25日 08:00 起送达")
    await live.press(cast.office, "确认发送")
    await live.sees(cast.office, "5 条在等免打扰时段过去", "11月25日 08:00 起发送")
    assert not [text for text in await live.texts(cast.office) if "已开始发送" in text]


async def test_a_college_sees_by_name_only_its_own_students_who_have_to_be_called(live: Live, cast: Cast) -> None:
    await live.phones.block(cast.li.telegram_id)
    await live.phones.block(cast.sun.telegram_id)
    await draft(live, cast)
    await live.press(cast.office, "确认发送")
    await live.sees(cast.office, "已发完，4 人没有收到")
    await live.press(cast.office, "没收到的 4 人")
    await live.last(cast.office, "李娜", "孙悦", "已屏蔽机器人")
    await live.say(cast.civil_staff, "/state")
    await live.press(cast.civil_staff, "1 周五开会")
    await live.press(cast.civil_staff, "没收到的人")
    listed = await live.last(cast.civil_staff, "没收到的人（3 人）", "李娜", "孙悦", "王伟")
    assert "吴倩" not in listed["text"]  # a student of another college

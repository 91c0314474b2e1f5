"""The office finds a class that was not told, and its cadre passes on the whole sheet."""

from datetime import timedelta

from bot.domain.chain.chain import Release
from bot.flows.publishing import publish
from tests.cast import Cast
from tests.chat.chain.test_chain import at_noon
from tests.factories import approved
from tests.live import Live


async def test_the_office_finds_the_class_and_the_cadre_gets_the_sheet_with_everything(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        for place in range(10):
            posted = await approved(session, live.parts.clock.now(), "技术员", employer=f"第{place}公司")
            await publish.publish(session, posted.id, live.parts.clock.now(), release=Release.IMMEDIATE)
    await at_noon(live)
    await live.sees(cast.cadre, "土木2301 班级日报", "还有 2 条文字放不下")
    await live.press(cast.cadre, "表格")
    sent = await live.sees(cast.cadre, "共 10 个岗位")
    assert sent["document"]["file_name"] == "土木2301就业信息11月25日（周三）.xlsx"
    await live.jump(live.parts.clock.now() + timedelta(days=6))
    await live.say(cast.office, "/today")
    await live.press(cast.office, "未转发的班级")
    await live.sees(cast.office, "土木2301", "10 条未转发", "待转告 1 人")
    await live.press(cast.office, "土木2301")
    await live.sees(cast.office, "班干部：张强", "等人转告")
    await live.press(cast.office, "提醒班干部")
    await live.sees(cast.cadre, "土木2301 班级日报", "还有 2 条")
    await live.say(cast.civil_staff, "/today")
    await live.press(cast.civil_staff, "未转发的班级")
    await live.sees(cast.civil_staff, "待转告 1 人")
    await live.press(cast.civil_staff, "土木2301")
    await live.press(cast.civil_staff, "代为转发")
    await live.press(cast.civil_staff, "已发班群")
    await live.sees(cast.civil_staff, "已发班群，谢谢")

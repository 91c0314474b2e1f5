"""A student reports a posting. The office checks the report and answers."""

from bot.domain.chain.chain import Release
from bot.flows.publishing import publish
from tests import factories
from tests.cast import Cast
from tests.live import Live


async def published(live: Live) -> None:
    async with live.store.writing() as session:
        now = live.parts.clock.now()
        announcement = await factories.approved(session, now, employer="虚构科技公司")
        await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)


async def test_a_report_goes_to_the_office_without_a_name_and_is_answered(live: Live, cast: Cast) -> None:
    await published(live)
    await live.press(cast.li, "详情")
    await live.press(cast.li, "举报")
    await live.sees(cast.li, "哪里不对")
    await live.press(cast.li, "收费")
    await live.sees(cast.li, "可以再输入一句")
    await live.say(cast.li, "面试要先交 300 元")
    await live.sees(cast.li, "情况：面试要先交 300 元")
    await live.press(cast.li, "提交举报")
    await live.sees(cast.li, "已收到您的举报", "不要交钱")
    await live.say(cast.office, "/complaints")
    await live.sees(cast.office, "1 条公告待核实", "收费 1")
    await live.press(cast.office, "1 虚构科技公司")
    card = await live.sees(cast.office, "1 人举报", "面试要先交 300 元")
    assert "李娜" not in card["text"]
    await live.press(cast.office, "看举报人")
    await live.sees(cast.office, "李娜（土木2301）")
    await live.press(cast.office, "返回")
    await live.press(cast.office, "属实，撤回")
    await live.press(cast.office, "确认属实")
    await live.sees(cast.office, "已认定属实")
    await live.sees(cast.li, "采纳了您的举报", "请保留凭证")


async def test_typed_words_are_a_reason_and_the_office_types_what_it_found(live: Live, cast: Cast) -> None:
    await published(live)
    await live.press(cast.sun, "详情")
    await live.press(cast.sun, "举报")
    await live.sees(cast.sun, "哪里不对")
    await live.say(cast.sun, "公司地址查不到")
    await live.press(cast.sun, "提交举报")
    await live.sees(cast.sun, "已收到您的举报")
    await live.say(cast.office, "/complaints")
    await live.press(cast.office, "1 虚构科技公司")
    await live.press(cast.office, "不属实")
    await live.press(cast.office, "招聘属实")
    await live.sees(cast.sun, "已与单位核实，招聘属实")

"""The office's morning message on a real phone."""

from datetime import timedelta

from bot.domain.delivery.push import PushKind
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store import choices
from tests.cast import Cast, Member
from tests.chat.chain.test_chain import published
from tests.factories import approved
from tests.live import Live
from tests.postings import ENGINEER, enter


async def test_at_half_past_eight_the_office_sees_what_waits_and_opens_it_in_place(live: Live, cast: Cast) -> None:
    now = live.parts.clock.now()
    async with live.store.writing() as session:
        await enter(session, now, ENGINEER)
        await approved(session, now, "测量员")
    await live.jump(now + timedelta(hours=20, minutes=30, seconds=1))
    shown = await live.sees(cast.office, "今日待办", "待审核 1", "待发布 1")
    await live.press(cast.office, "待审核 1")
    opened = await live.sees(cast.office, "岗位审核")
    assert opened["message_id"] == shown["message_id"]
    await live.press(cast.office, "今日待办")
    await live.press(cast.office, "待发布 1")
    await live.sees(cast.office, "等待发布")
    await live.sees(cast.colleague, "今日待办", "待审核 1")
    assert not any("今日待办" in text for text in await live.texts(cast.civil_staff))


async def test_the_office_is_told_of_a_push_that_halted_and_stops_it(live: Live, cast: Cast) -> None:
    everybody = [member for member in vars(cast).values() if isinstance(member, Member)]
    async with live.store.writing() as session:
        await choices.put(session, "holidays", {"2027-01-01": False})
        await pushing.to_people(
            session,
            Notice(PushKind.NOTICE, "no/such_template", title="坏消息"),
            [member.person_id for member in everybody],
            live.parts.clock.now(),
        )
    await live.sees(cast.office, "坏消息", "已自动暂停")
    await live.say(cast.office, "/today")
    await live.press(cast.office, "暂停的推送 1")
    await live.sees(cast.office, "内容格式有误")
    await live.press(cast.office, "停止")
    await live.sees(cast.office, "停止后这些不再发送")
    await live.press(cast.office, "确认停止")
    await live.sees(cast.office, "坏消息", "已停止")
    await live.say(cast.office, "/today")
    await live.last(cast.office, "今天没有待办")
    assert sum("已自动暂停" in text for text in await live.texts(cast.colleague)) == 1


async def test_the_office_confirms_before_it_passes_on_in_place_of_a_college(live: Live, cast: Cast) -> None:
    await published(live, "施工员")
    await live.press(cast.civil_staff, "1")
    await live.press(cast.civil_staff, "暂缓")
    await live.press(cast.civil_staff, "1 天")
    await live.press(cast.civil_staff, "需要核实")
    await live.sees(cast.civil_staff, "暂缓到")
    await live.say(cast.office, "/today")
    await live.press(cast.office, "超时未下发")
    await live.press(cast.office, "代为下发")
    await live.sees(cast.office, "不能收回", "应收", "学院已暂缓到")
    await live.settled()
    assert not any("施工员" in text for text in await live.texts(cast.li))
    await live.press(cast.office, "确认下发")
    await live.sees(cast.li, "施工员")


async def test_a_counsellor_sees_their_own_list_and_a_student_is_refused(live: Live, cast: Cast) -> None:
    await live.say(cast.counsellor, "/today")
    await live.sees(cast.counsellor, "建议打电话的同学", "王伟")
    await live.say(cast.sun, "/today")
    await live.sees(cast.sun, "需要相应的身份")

"""The office, a college and a student see the state of a push."""

from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushKind
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.flows.publishing import publish
from bot.store import people
from bot.store.delivery import pushes
from bot.store.tables import Unit
from tests.cast import Cast
from tests.factories import approved
from tests.live import Live


async def test_the_office_sees_a_push_arrive_and_be_counted(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        unit = await session.get_one(Unit, cast.school)
        everybody = await people.student_ids(session, unit)
        notice = Notice(PushKind.NOTICE, "chain/tasks", title="双选会通知", values={"colleges": [], "reports": []})
        await pushing.to_people(session, notice, everybody, live.parts.clock.now())
    for student in (cast.cadre, cast.li, cast.zhao, cast.sun, cast.zhou):
        await live.sees(student, "现在没有要处理的事")
    await live.settled()
    await live.say(cast.office, "/state")
    await live.press(cast.office, "双选会通知")
    await live.sees(cast.office, "应收 7 人", "送达未点开 5", "未转告 2")


async def test_a_student_is_refused_the_state_screen(live: Live, cast: Cast) -> None:
    await live.say(cast.sun, "/state")
    await live.sees(cast.sun, "需要相应的身份")


async def test_the_numbers_are_sent_as_a_picture_with_words(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        announcement = await approved(session, live.parts.clock.now())
        await publish.publish(session, announcement.id, live.parts.clock.now())
    await live.say(cast.counsellor, "/state")
    await live.sees(cast.counsellor, "您负责 3 个单位", "土木2301：应收 3")
    await live.press(cast.counsellor, "土木2302")
    await live.press(cast.counsellor, "本周全部岗位")
    await live.press(cast.counsellor, "图")
    shown = await live.sees(cast.counsellor, "本周全部岗位　土木2302", "应收 1 人次", "待下发 1")
    assert shown["photo"]
    assert shown["caption"]


async def test_a_push_is_paused_and_stopped_from_its_card(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        announcement = await approved(session, live.parts.clock.now())
        await publish.publish(session, announcement.id, live.parts.clock.now(), by=cast.office.person_id)
    await live.say(cast.office, "/state")
    await live.press(cast.office, "长春示例设计院")
    await live.press(cast.office, "暂停")
    await live.sees(cast.office, "已暂停")
    await live.press(cast.office, "继续")
    await live.press(cast.office, "停止")
    await live.sees(cast.office, "停止后这些不再发送，也不能继续")
    await live.press(cast.office, "返回进度")
    await live.sees(cast.office, "等学院下发")
    await live.press(cast.office, "停止")
    await live.press(cast.office, "确认停止")
    await live.sees(cast.office, "已停止，没发的不再发送")


async def test_uncertain_deliveries_count_as_delivered_only_after_a_question(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        notice = Notice(PushKind.NOTICE, "chain/tasks", title="双选会通知", values={"colleges": [], "reports": []})
        push = await pushing.to_people(session, notice, [cast.li.person_id], live.parts.clock.now())
    await live.sees(cast.li, "现在没有要处理的事")
    await live.settled()
    async with live.store.writing() as session:
        (row,) = await pushes.rows_in(session, push.id, State.SENT)
        row.state = State.UNCERTAIN
    await live.say(cast.office, "/state")
    await live.press(cast.office, "双选会通知")
    await live.press(cast.office, "处理待确认的 1 条")
    await live.press(cast.office, "按已送达处理")
    await live.sees(cast.office, "不能撤销")
    await live.press(cast.office, "返回")
    await live.sees(cast.office, "1 条送达待确认")
    await live.press(cast.office, "按已送达处理")
    await live.press(cast.office, "确认按已送达处理")
    await live.sees(cast.office, "送达未点开 1", "待确认 0")


async def test_a_notice_is_sent_to_cadres_only(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "/notify")
    await live.say(cast.office, "班干部周五开会")
    await live.press(cast.office, "全校")
    await live.press(cast.office, "只发给班干部")
    await live.sees(cast.office, "发给 全校班干部：1 人，其中 1 人能收到")
    await live.press(cast.office, "确认发送")
    await live.sees(cast.cadre, "班干部周五开会")
    await live.settled()
    assert not any("周五开会" in text for text in await live.texts(cast.li))


async def test_the_office_reads_and_exports_its_reach_and_its_year(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "/reach")
    await live.sees(cast.office, "谁收不到", "未绑定 2 人：发班级绑定码")
    await live.press(cast.office, "土木学院")
    await live.press(cast.office, "未绑定 1")
    await live.sees(cast.office, "20230103 王伟")
    await live.press(cast.office, "返回")
    await live.press(cast.office, "导出表格")
    await live.sees(cast.office, "一班一行")
    await live.say(cast.office, "/year")
    await live.sees(cast.office, "2026 年　长春示范大学", "还没有发布过岗位")
    await live.press(cast.office, "导出表格")
    assert (await live.sees(cast.office, "一月一行"))["document"]

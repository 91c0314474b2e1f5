"""A student to whom nothing is sent learns the true reason, not that their wishes are too narrow."""

from bot.domain.people import Standing
from bot.store import choices
from bot.store.tables import Student
from tests.cast import Cast
from tests.live import Live


async def set_student(live: Live, person_id: int, **fields: object) -> None:
    async with live.store.writing() as session:
        for name, value in fields.items():
            setattr(await session.get_one(Student, person_id), name, value)


async def test_a_paused_student_reads_who_paused_them_and_is_not_told_to_relax(live: Live, cast: Cast) -> None:
    await set_student(live, cast.li.person_id, standing=Standing.PAUSED)
    for command in ("/postings", "/relax"):
        await live.say(cast.li, command)
        shown = await live.last(cast.li, "老师已暂停给您推送")
        assert "符合您意向" not in shown["text"] and "不是您要求高" not in shown["text"]
    await live.say(cast.li, "/wishes")
    await live.press(cast.li, "完成，看岗位")
    await live.sees(cast.li, "记下了。老师已暂停给您推送")
    await live.say(cast.li, "/wishes")
    await live.press(cast.li, "暂停接收")
    await live.press(cast.li, "恢复接收")
    await live.sees(cast.li, "已恢复接收。老师已暂停给您推送")


async def test_a_settled_student_reads_that_they_have_a_place(live: Live, cast: Cast) -> None:
    await set_student(live, cast.li.person_id, settled=True)
    await live.say(cast.li, "/postings")
    await live.last(cast.li, "您已登记落实去向，所以不再推荐岗位")


async def test_a_student_without_wishes_is_not_told_about_wishes(live: Live, cast: Cast) -> None:
    await live.say(cast.zhao, "/postings")
    shown = await live.last(cast.zhao, "您还没填求职意向，按专业没有找到在招岗位")
    assert "符合您意向" not in shown["text"]
    await live.press(cast.zhao, "填求职意向")


async def test_a_student_with_one_message_a_day_reads_that_the_morning_waits_for_noon(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        await choices.put(session, "daily_cap", 1)
    await live.say(cast.li, "/wishes")
    await live.press(cast.li, "接收频率")
    await live.sees(cast.li, "学校定为每天 1 条，工作日上午的等中午的汇总")

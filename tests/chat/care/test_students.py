"""A counsellor's Monday: the list opens in place, one tap records a call, and a student is found and paused."""

from datetime import datetime

from bot import sheets
from bot.chat.care import students
from bot.chat.door.talk import Talk, listed
from bot.domain.people import Standing
from bot.flows.publishing import publish
from bot.settings import Settings
from bot.store import people
from bot.store.engine import Store
from bot.store.tables import Student
from tests import factories
from tests.cast import Cast
from tests.live import Live


async def test_the_monday_list_opens_in_place_and_a_call_removes_the_student(
    live: Live, cast: Cast, now: datetime
) -> None:
    async with live.store.writing() as session:
        await publish.publish(session, (await factories.approved(session, now, "结构设计师")).id, now)
    await live.jump(datetime.fromisoformat("2026-11-30T08:31+08:00"))
    await live.sees(cast.counsellor, "新的一周", "王伟", "未绑定", "可推荐 1 个：结构设计师")
    await live.sees(cast.civil_staff, "土木学院：建议打电话的同学 2 人", "土木2301 2 人")
    await live.press(cast.counsellor, "1 王伟")
    await live.sees(cast.counsellor, "要联系：未绑定", "1. 结构设计师")
    await live.press(cast.counsellor, "已通话")
    await live.sees(cast.counsellor, "和 王伟 的通话")
    await live.say(cast.counsellor, "周五前来绑定")
    await live.sees(cast.counsellor, "备注已记下：周五前来绑定")
    await live.press(cast.counsellor, "返回")
    shown = await live.sees(cast.counsellor, "建议打电话的同学（2 人）")
    assert "王伟" not in shown["text"]
    sent = [text for text in await live.texts(cast.counsellor) if "新的一周" in text]
    assert len(sent) <= 1


async def test_a_student_is_found_by_name_paused_told_so_and_resumed(live: Live, cast: Cast) -> None:
    await live.say(cast.counsellor, "/students")
    await live.sees(cast.counsellor, "我的学生", "要打电话 3 人", "直接输入姓名或学号")
    await live.say(cast.counsellor, "李娜")
    await live.sees(cast.counsellor, "20230102", "意向：长春")
    await live.press(cast.counsellor, "暂停推送")
    await live.press(cast.counsellor, "休学")
    await live.sees(cast.counsellor, "已暂停给 李娜 的岗位", "不要写病情", "已给本人发消息说明")
    await live.sees(cast.li, "马丽老师已为您暂停岗位", "防骗提醒")
    await live.say(cast.counsellor, "明年九月复学")
    await live.sees(cast.counsellor, "已暂停推送：休学", "明年九月复学")
    async with live.store.reading() as session:
        assert (await session.get_one(Student, cast.li.person_id)).standing == Standing.PAUSED
    await live.press(cast.counsellor, "恢复推送")
    await live.last(cast.counsellor, "目前没有特别要联系的事")
    await live.sees(cast.li, "马丽老师已恢复给您的推送")


async def test_a_counsellor_sets_exam_weeks_exports_a_table_and_makes_a_code(live: Live, cast: Cast) -> None:
    await live.say(cast.counsellor, "/students")
    await live.press(cast.counsellor, "换班级")
    await live.press(cast.counsellor, "土木2301")
    await live.press(cast.counsellor, "考试/答辩周")
    await live.press(cast.counsellor, "选日期")
    await live.sees(cast.counsellor, "到哪一天")
    await live.say(cast.counsellor, "12月20日")
    await live.last(cast.counsellor, "到 12月20日（周日）为止", "马丽设置")
    await live.press(cast.counsellor, "返回")
    await live.sees(cast.counsellor, "土木2301", "全部 4 人", "考试/答辩周到 12月20日（周日）（马丽设置）")
    await live.press(cast.counsellor, "导出表格")
    shown = await live.sees(cast.counsellor, "含个人信息")
    assert shown["document"]["file_name"] == "土木2301-全部.xlsx"


async def test_the_table_has_the_list_as_shown(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        speaker = await people.speaker(session, cast.counsellor.telegram_id)
        chat = cast.counsellor.telegram_id
        talk = Talk(session, Settings(_env_file=None), now, chat, chat, speaker, args=("nobot", "0"), callback_id="1")
        file = listed(await students.export(talk))[0].message.attachment
    assert file is not None and file.filename == "我的学生-未绑定.xlsx"
    rows = [cells for _, cells in sheets.read_sheet(file.content, file.filename).rows]
    assert [row["姓名"] for row in rows] == ["王伟", "吴倩"]
    assert rows[0]["学号"] == "20230103" and rows[0]["要联系的原因"] == "未绑定"

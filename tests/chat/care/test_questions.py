"""A student asks a teacher a question in free words and reads the answer."""

from sqlalchemy import select

from bot.domain.people import Reach
from bot.store import people
from bot.store.tables import Question
from tests.cast import Cast
from tests.live import Live


async def test_free_text_becomes_a_question_is_answered_and_asked_back(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "三方协议丢了怎么补办？")
    await live.sees(cast.li, "要问老师吗", "三方协议丢了怎么补办？")
    await live.press(cast.li, "问老师")
    await live.sees(cast.li, "这样问可以吗", "马丽老师（辅导员）")
    await live.press(cast.li, "提交")
    await live.sees(cast.li, "已转给马丽老师", "一般一个工作日内")

    await live.say(cast.counsellor, "/questions")
    await live.sees(cast.counsellor, "待回复的问题", "李娜", "土木2301")
    await live.press(cast.counsellor, "1 李娜")
    await live.press(cast.counsellor, "回复")
    await live.sees(cast.counsellor, "请直接输入")
    await live.say(cast.counsellor, "周一到学院 203 领新表 <带身份证>")
    await live.sees(cast.counsellor, "这样回复 李娜 可以吗")
    await live.press(cast.counsellor, "发送")
    await live.sees(cast.counsellor, "已回复 李娜", "没有其他待回复的问题了")
    await live.sees(cast.li, "马丽老师回复了您", "周一到学院 203 领新表 <带身份证>")

    await live.press(cast.li, "继续问")
    await live.sees(cast.li, "上次问的：三方协议丢了怎么补办？")
    await live.say(cast.li, "周末可以去吗")
    await live.press(cast.li, "提交")
    await live.last(cast.li, "已转给")
    await live.say(cast.counsellor, "/questions")
    await live.press(cast.counsellor, "1 李娜")
    await live.sees(cast.counsellor, "周末可以去吗", "接着上次：三方协议丢了怎么补办？")


async def test_a_teacher_learns_that_the_answer_cannot_reach_the_student(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "三方协议丢了怎么补办？")
    await live.press(cast.li, "问老师")
    await live.press(cast.li, "提交")
    await live.sees(cast.li, "已转给马丽老师")
    async with live.store.writing() as session:
        await people.mark_reach(session, cast.li.telegram_id, Reach.BLOCKED)
    await live.say(cast.counsellor, "/questions")
    await live.press(cast.counsellor, "1 李娜")
    await live.press(cast.counsellor, "回复")
    await live.sees(cast.counsellor, "请直接输入")
    await live.say(cast.counsellor, "周一到学院领新表")
    await live.press(cast.counsellor, "发送")
    await live.sees(cast.counsellor, "李娜 收不到消息", "请当面或电话告知")


async def test_a_question_is_encrypted_in_the_database_and_can_be_withdrawn(live: Live, cast: Cast) -> None:
    await live.say(cast.sun, "/ask")
    await live.sees(cast.sun, "想问什么？", "马丽老师（辅导员）")
    await live.say(cast.sun, "我想转专业方向求职")
    await live.press(cast.sun, "提交")
    await live.sees(cast.sun, "已转给")
    async with live.store.engine.connect() as connection:
        raw = await connection.exec_driver_sql("SELECT text FROM question")
        assert "转专业".encode() not in bytes(raw.scalar_one())
    async with live.store.reading() as session:
        assert (await session.execute(select(Question))).scalar_one().text == "我想转专业方向求职"
    await live.press(cast.sun, "撤回")
    await live.sees(cast.sun, "已撤回")
    await live.say(cast.counsellor, "/questions")
    await live.sees(cast.counsellor, "没有等您回复的问题")

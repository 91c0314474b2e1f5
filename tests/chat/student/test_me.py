"""/me has three screens and a file, a new phone takes over, and a student gets from the link to postings in a
minute."""

from bot.domain.chain.chain import Release
from bot.flows.publishing import publish
from bot.store.tables import Dialog
from tests import postings as table
from tests.cast import Cast
from tests.chat.register.test_join import class_code, personal_code, phone_of, speaker
from tests.live import Live
from tests.postings import ENGINEER, PROGRAMMER


async def published(live: Live, cast: Cast, *rows: dict[str, str]) -> None:
    for row in rows:
        async with live.store.writing() as session:
            announcement = await table.approved(session, live.parts.clock.now(), row)
            await publish.publish(session, announcement.id, live.parts.clock.now(), release=Release.IMMEDIATE)


async def test_three_screens_show_what_is_stored_what_was_sent_and_who_sees_it(live: Live, cast: Cast) -> None:
    await published(live, cast, ENGINEER)
    await live.press(cast.li, "有意向")
    await live.press(cast.li, "同意")
    await live.say(cast.li, "/me")
    await live.last(cast.li, "①", "土木工程", "长春", "6000 元", "我的投递")
    await live.press(cast.li, "② 我收到了什么")
    await live.last(cast.li, "岗位 1", "1. 长春虚构设计院有限公司：结构设", "点开过")
    await live.press(cast.li, "③ 谁能看到")
    await live.last(cast.li, "马丽", "土木学院", "您同意推荐给：长春虚构设计院有限公司", "不点名")
    await live.press(cast.li, "② 我收到了什么")
    await live.press(cast.li, "1")
    await live.last(cast.li, "结构设计师", "按您的专业")


async def test_all_data_is_exported_as_a_file(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/me")
    await live.press(cast.li, "导出我的信息")
    message = await live.sees(cast.li, "您的个人信息")
    assert message["document"]["file_name"] == "我的信息_2026-11-24.xlsx"


async def test_a_student_who_joined_by_class_code_gets_no_export(live: Live, cast: Cast) -> None:
    await live.say(cast.zhao, "/me")
    message = await live.last(cast.zhao, "等辅导员确认")
    labels = [key["text"] for row in message["reply_markup"]["inline_keyboard"] for key in row]
    assert "换手机怎么办" in labels
    assert "导出我的信息" not in labels


async def test_staff_see_their_own_data(live: Live, cast: Cast) -> None:
    await live.say(cast.counsellor, "/me")
    await live.last(cast.counsellor, "G201", "已确认身份")
    await live.press(cast.counsellor, "③ 谁能看到")
    await live.last(cast.counsellor, "处理过的待办")


async def test_a_new_phone_takes_over_and_the_old_one_is_refused(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/me")
    old = await live.last(cast.li, "学校名单")
    await live.say(cast.li, "/wishes")
    await live.press(cast.li, "最低月薪")
    await live.last(cast.li, "每月最低多少")

    new = await phone_of(live, cast.li, 9002)
    await live.say(new, "/start")
    await live.last(new, "换了 Telegram 账号")
    await live.agree(new)
    await live.say(new, f"/bind {new.number} 李娜 {await personal_code(live, new.number)}")
    await live.sees(cast.li, "换到另一个 Telegram 账号")

    async with live.store.reading() as session:
        assert await session.get(Dialog, cast.li.telegram_id) is None
    await live.say(cast.li, "9000")
    await live.last(cast.li, "绑定要三样")
    await live.phones.press(cast.li.telegram_id, cast.li.telegram_id, old["message_id"], data="me_export")
    await live.say(new, "/wishes")
    await live.last(new, "6000 元")
    assert not [text for text in await live.texts(cast.li) if "您的个人信息" in text]


async def test_from_the_link_to_three_postings_in_eight_steps(live: Live, cast: Cast) -> None:
    await published(
        live, cast, ENGINEER, ENGINEER | {"单位名称": "甲设计院"}, ENGINEER | {"单位名称": "乙设计院"}, PROGRAMMER
    )
    wang = await phone_of(live, cast.wang)
    steps = 0

    async def does(what: str, *then: str) -> None:
        nonlocal steps
        steps += 1
        if what.startswith("["):
            await live.press(wang, what.strip("[]"))
        else:
            await live.say(wang, what)
        await live.sees(wang, *then)

    await live.phones.open_link(wang.telegram_id, f"https://t.me/jiuye_bot?start={await class_code(live, cast.civil1)}")
    steps += 1
    await live.sees(wang, "谁处理")
    await does("[同意]", "境外服务器")
    await does("[同意出境传递]", "学号和姓名")
    await does(f"{wang.number} 王伟", "毕业后您打算")
    await does("[找工作]", "想去哪里工作")
    await does("[省内]", "已选：吉林省")
    await does("[看岗位]", "现在就有适合您的", "1. ", "2. ", "3. ")
    assert steps == 7
    assert await speaker(live, wang) is not None

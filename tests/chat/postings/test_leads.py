"""Students send vacancies that they saw. The office enters one and refuses another."""

import io

from PIL import Image

from tests.cast import Cast
from tests.live import Live

PASTED = "单位名称：虚构银行\n岗位名称：柜员\n工作地点：长春市\n投递方式：hr@bank.example"


async def test_a_lead_reaches_the_office_and_the_answer_comes_back(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/lead")
    await live.sees(cast.li, "发给就业处", "2000 字")
    await live.say(cast.li, PASTED)
    await live.press(cast.li, "确认发送")
    await live.sees(cast.li, "已发给就业处")
    await live.say(cast.office, "/leads")
    await live.sees(cast.office, "1 条待处理", "李娜")
    await live.press(cast.office, "1 单位名称")
    await live.sees(cast.office, "李娜（土木2301）", "虚构银行")
    await live.press(cast.office, "录入")
    await live.sees(cast.office, "1 条公告，共 1 个岗位")
    await live.press(cast.office, "提交审核")
    await live.sees(cast.li, "已采用")


async def test_a_photo_is_shown_and_refused_with_a_reason(live: Live, cast: Cast) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(picture, "JPEG")
    await live.say(cast.cadre, "/lead")
    await live.sees(cast.cadre, "发给就业处")
    await live.send_file(cast.cadre, "截图.jpg", picture.getvalue(), as_photo=True)
    await live.sees(cast.cadre, "照片 1 张")
    await live.press(cast.cadre, "确认发送")
    await live.sees(cast.cadre, "已发给就业处")
    await live.say(cast.office, "/leads")
    await live.press(cast.office, "1 照片")
    await live.sees(cast.office, "发来的截图")
    await live.press(cast.office, "录入")
    await live.sees(cast.office, "补成一行一项")
    await live.press(cast.office, "返回")
    await live.press(cast.office, "不采用")
    await live.press(cast.office, "信息太少")
    await live.sees(cast.cadre, "没有采用", "没能核实到招聘单位")


async def test_a_student_cannot_read_the_leads(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/leads")
    await live.sees(cast.li, "需要相应的身份")


async def test_words_pasted_without_the_command_can_become_a_lead(live: Live, cast: Cast) -> None:
    await live.say(cast.li, PASTED)
    await live.press(cast.li, "是招聘，发给就业处")
    await live.sees(cast.li, "看一眼", "虚构银行")
    await live.press(cast.li, "确认发送")
    await live.sees(cast.li, "已发给就业处")

"""A graduate tells where he goes; the college audits; he confirms; only then does the rate move."""

import io
import json

import pytest
from PIL import Image

from bot.domain.errors import NotAllowed
from bot.flows import stats
from bot.store import destinations, people
from tests.cast import Cast, Member
from tests.live import Live



def photo() -> bytes:
    """A small real picture."""
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "JPEG")
    return out.getvalue()


PHOTO = photo()
ANSWERS = {
    "单位名称": "长春示例设计院有限公司",
    "统一社会信用代码": "91220101MA0X1A2B2P",
    "所在地": "长春市朝阳区",
    "单位地址": "示例路 1 号",
    "单位联系人": "王老师",
    "联系电话": "0431-12345678",
    "月薪": "6500",
    "合同起止日期": "2026-07-01 至 2029-06-30",
}
PICKS = {"单位性质": "国有企业", "单位行业": "建筑业", "工作职位类别": "工程技术人员", "签约日期": "今天"}


async def fill_in(live: Live, who: Member) -> None:
    """Answer every question of 签劳动合同 as it is asked, until the summary."""
    await live.say(who, "/destination")
    await live.press(who, "单位就业")
    await live.press(who, "签劳动合同")
    await live.sees(who, "1/12")
    for _ in range(14):
        shown = (await live.phones.messages(who.telegram_id))[-1]
        text = shown["text"]
        if "请核对" in text:
            return
        asked = next((label for label in {**ANSWERS, **PICKS} if f"\n{label}" in text or f"\n\n{label}" in text), None)
        assert asked is not None, text
        if asked in ANSWERS:
            await live.say(who, ANSWERS[asked])
        else:
            await live.press(who, PICKS[asked])

        async def moved_on(before: str = text) -> bool:
            return bool((await live.phones.messages(who.telegram_id))[-1]["text"] not in (before, ANSWERS.get(asked)))

        await live.phones.wait_for(moved_on)
    raise AssertionError("the summary never came")


async def rates(live: Live, name: str) -> tuple[int, int, int]:
    async with live.store.reading() as session:
        sheet = await stats.sheet(session, live.made.clock.now(), "220000")
    line = next(line for line in sheet.lines if line.unit.name == name)
    return line.settled.numerator, line.settled.denominator, line.retention_a.numerator


async def test_filed_returned_mended_approved_confirmed_and_the_rate_moves(live: Live, cast: Cast) -> None:
    assert await rates(live, "土木学院") == (0, 5, 0)
    await fill_in(live, cast.li)
    await live.send_file(cast.li, "合同.jpg", PHOTO, as_photo=True)
    await live.sees(cast.li, "已提交")

    await live.say(cast.civil_staff, "/audit")
    await live.sees(cast.civil_staff, "李娜", "91220101MA0X1A2B2P")
    await live.press(cast.civil_staff, "退回")
    await live.press(cast.civil_staff, "材料看不清")
    await live.sees(cast.li, "被退回", "重新拍一张清楚的")
    await live.press(cast.li, "修改")
    await live.last(cast.li, "请核对")
    await live.send_file(cast.li, "合同2.jpg", PHOTO, as_photo=True)

    await live.last(cast.li, "已提交")
    await live.settled()
    await live.say(cast.civil_staff, "/audit")
    await live.press(cast.civil_staff, "通过")
    await live.sees(cast.civil_staff, "已通过")
    assert await rates(live, "土木学院") == (0, 5, 0)
    await live.press(cast.li, "确认无误")
    await live.sees(cast.li, "状态：已确认")
    assert await rates(live, "土木学院") == (1, 5, 1)

    await live.say(cast.civil_staff, "/stats")
    shown = await live.sees(cast.civil_staff, "落实率 1/5 = 20.00%", "留省率 A 1/1 = 100.00%")
    assert shown["photo"]
    assert "计算机学院" not in shown["caption"]


async def test_an_internship_paper_and_a_wrong_code_are_refused_and_nothing_is_lost(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/destination")
    await live.press(cast.li, "单位就业")
    await live.press(cast.li, "签劳动合同")
    await live.say(cast.li, "长春示例设计院有限公司")
    await live.sees(cast.li, "统一社会信用代码")
    await live.say(cast.li, "91220101MA0X1A2B2Q")
    await live.sees(cast.li, "信用代码不对", "前面填的都还在")
    await live.say(cast.li, "91220101MA0X1A2B2P")
    await live.sees(cast.li, "单位性质")


async def test_who_came_by_a_class_code_is_asked_to_be_confirmed_first(live: Live, cast: Cast) -> None:
    await live.say(cast.zhao, "/destination")
    await live.sees(cast.zhao, "先确认是您本人")


async def test_still_looking_needs_no_paper_and_can_be_withdrawn(live: Live, cast: Cast) -> None:
    await live.say(cast.sun, "/destination")
    await live.press(cast.sun, "还没落实")
    await live.press(cast.sun, "求职中")
    for answer in ("土木", "长春", "6000"):
        await live.say(cast.sun, answer)
    await live.press(cast.sun, "提交")
    await live.press(cast.sun, "撤回修改")

    async def withdrawn() -> bool:
        async with live.store.reading() as session:
            record = await destinations.current(session, cast.sun.person_id)
            return record is not None and record.state.value == "draft"

    await live.phones.wait_for(withdrawn)


async def test_another_college_may_not_audit_and_a_student_sees_no_rates(live: Live, cast: Cast) -> None:
    await fill_in(live, cast.li)
    await live.send_file(cast.li, "合同.jpg", PHOTO, as_photo=True)
    await live.sees(cast.li, "已提交")
    await live.say(cast.computing_staff, "/audit")
    await live.sees(cast.computing_staff, "没有等待审核的去向了")
    async with live.store.reading() as session:
        student = await people.speaker(session, cast.li.telegram_id)
        with pytest.raises(NotAllowed):
            await stats.sheet(session, live.made.clock.now(), "220000", by=student)


async def test_what_a_student_filed_is_not_readable_in_the_database(live: Live, cast: Cast) -> None:
    await fill_in(live, cast.li)
    await live.send_file(cast.li, "合同.jpg", PHOTO, as_photo=True)
    await live.sees(cast.li, "已提交")
    async with live.store.engine.connect() as connection:
        raw = await connection.exec_driver_sql("SELECT fields FROM destination")
        stored = bytes(raw.scalar_one())
    assert "12345678".encode() not in stored
    assert json.dumps("王老师").encode() not in stored

"""A graduate files a destination, the college audits it, and the graduate confirms it. Only then does the rate
change."""

import io
import json
from datetime import datetime

import pytest
from PIL import Image

from bot.chat.destinations import destination, filing
from bot.chat.door.talk import Reply, Talk
from bot.domain.errors import FilingNotPermitted, NotAllowed
from bot.flows.destinations import filing as flow
from bot.flows.destinations import stats
from bot.settings import Settings
from bot.store import people
from bot.store.destinations import destinations
from bot.store.engine import Store
from tests.cast import Cast, Member
from tests.live import Live


def photo() -> bytes:
    """Return a small real picture."""
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
    """Answer every question of 签劳动合同 until the summary appears."""
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

        async def moved_on(stale: tuple[str, ...] = (text, ANSWERS.get(asked, ""))) -> bool:
            return bool((await live.phones.messages(who.telegram_id))[-1]["text"] not in stale)

        await live.phones.wait_for(moved_on)
    raise AssertionError("the summary never came")


async def rates(live: Live, name: str) -> tuple[int, int, int]:
    async with live.store.reading() as session:
        sheet = await stats.sheet(session, live.parts.clock.now(), "220000")
    line = next(line for line in sheet.lines if line.unit.name == name)
    return line.settled.numerator, line.settled.denominator, line.retention_a.numerator


async def test_going_back_shows_no_record_when_there_is_none(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/destination")
    await live.press(cast.li, "升学")
    await live.press(cast.li, "返回")
    await live.sees(cast.li, "您现在的情况是")
    assert all("原来的记录" not in text for text in await live.texts(cast.li))


async def test_a_record_filed_returned_edited_approved_and_confirmed_changes_the_rate(live: Live, cast: Cast) -> None:
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
    assert "计算机学院" not in shown["text"]
    assert (await live.sees(cast.civil_staff, "2027 届毕业去向"))["photo"]


async def test_a_returned_record_keeps_its_evidence_and_a_contested_one_goes_to_the_office(
    live: Live, cast: Cast
) -> None:
    await fill_in(live, cast.li)
    await live.send_file(cast.li, "合同.jpg", PHOTO, as_photo=True)
    await live.sees(cast.li, "已提交")
    await live.say(cast.civil_staff, "/audit")
    await live.press(cast.civil_staff, "退回")
    await live.sees(cast.civil_staff, "也可以直接输入")
    await live.say(cast.civil_staff, "签约日期与合同不一致")
    await live.sees(cast.li, "签约日期与合同不一致", "填过的都还在")
    await live.press(cast.li, "修改")
    await live.last(cast.li, "上次的材料继续有效")
    await live.press(cast.li, "提交")
    await live.last(cast.li, "已提交")
    await live.say(cast.civil_staff, "/audit")
    await live.sees(cast.civil_staff, "第 2 次提交")
    await live.press(cast.civil_staff, "通过")
    await live.press(cast.li, "有误")
    await live.sees(cast.li, "哪里不对")
    await live.say(cast.li, "单位名称写错了")
    await live.sees(cast.li, "已转给就业处")
    await live.say(cast.civil_staff, "/audit")
    await live.sees(cast.civil_staff, "没有等待审核的毕业去向")
    await live.say(cast.office, "/audit")
    await live.sees(cast.office, "本人反映有误：单位名称写错了")


async def test_an_internship_paper_and_a_wrong_code_are_refused_and_nothing_is_lost(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/destination")
    await live.press(cast.li, "单位就业")
    await live.press(cast.li, "签劳动合同")
    await live.say(cast.li, "长春示例设计院有限公司")
    await live.sees(cast.li, "统一社会信用代码")
    await live.say(cast.li, "91220101MA0X1A2B2Q")
    await live.sees(cast.li, "多半有一位抄错了", "前面填的都还在")
    await live.say(cast.li, "91220101MA0X1A2B2P")
    await live.sees(cast.li, "单位性质")


async def test_a_place_that_could_be_two_is_asked_again_and_shown_as_it_was_understood(live: Live, cast: Cast) -> None:
    await live.say(cast.sun, "/destination")
    await live.press(cast.sun, "入伍")
    await live.press(cast.sun, "应征义务兵")
    await live.press(cast.sun, "今天")
    await live.last(cast.sun, "所在地")
    await live.say(cast.sun, "朝阳区")
    await live.last(cast.sun, "没看懂是哪里")
    await live.say(cast.sun, "长春市朝阳区")
    await live.last(cast.sun, "✓ 所在地：吉林省长春市朝阳区")
    await live.say(cast.sun, "/destination")
    await live.last(cast.sun, "入伍通知书号", "3/3")


async def test_a_student_who_joined_by_class_code_must_be_confirmed_first(live: Live, cast: Cast) -> None:
    await live.say(cast.zhao, "/destination")
    await live.sees(cast.zhao, "先确认身份")


async def test_without_the_schools_permit_the_bot_only_links(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        talk = Talk(
            session, Settings(_env_file=None), now, 1006, 1006, await people.speaker(session, 1006), args=("11",)
        )
        shown = await destination.show(talk)
        assert isinstance(shown, Reply)
        assert [button.url for row in shown.message.buttons for button in row] == ["https://www.ncss.cn/"]
        with pytest.raises(FilingNotPermitted):
            await filing.begin(talk)


async def test_still_looking_needs_no_evidence_and_can_be_withdrawn(live: Live, cast: Cast) -> None:
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
    await live.sees(cast.computing_staff, "没有等待审核的毕业去向")
    async with live.store.reading() as session:
        student = await people.speaker(session, cast.li.telegram_id)
        with pytest.raises(NotAllowed):
            await stats.sheet(session, live.parts.clock.now(), "220000", by=student)


async def test_a_filed_destination_is_encrypted_in_the_database(live: Live, cast: Cast) -> None:
    await fill_in(live, cast.li)
    await live.send_file(cast.li, "合同.jpg", PHOTO, as_photo=True)
    await live.sees(cast.li, "已提交")
    async with live.store.engine.connect() as connection:
        raw = await connection.exec_driver_sql("SELECT fields FROM destination")
        stored = bytes(raw.scalar_one())
    assert b"12345678" not in stored
    assert json.dumps("王老师").encode() not in stored


async def test_a_long_list_of_answers_is_shown_eight_at_a_time(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/destination")
    await live.press(cast.li, "单位就业")
    await live.press(cast.li, "签劳动合同")
    await live.say(cast.li, "长春示例设计院有限公司")
    await live.say(cast.li, "91220101MA0X1A2B2P")
    await live.last(cast.li, "单位性质", "第 1/2 页")
    await live.press(cast.li, "下一页")
    await live.last(cast.li, "单位性质", "第 2/2 页")
    await live.press(cast.li, flow.choices("employer_type")[8])
    await live.last(cast.li, "单位行业", "第 1/3 页")

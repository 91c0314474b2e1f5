"""A posting's way through the chat: it is sent as a file, reviewed, published and read by a student."""

import csv
import io
from datetime import timedelta

import pytest
import xlsxwriter
from sqlalchemy import select
from sqlmodel import col

from bot.domain.delivery.push import PushKind
from bot.domain.errors import Stale
from bot.domain.postings.announcement import AnnouncementState
from bot.flows.publishing import publish, publish_all
from bot.store.postings import postings
from bot.store.tables import Push
from tests import factories
from tests import postings as table
from tests.cast import Cast
from tests.conftest import NOON
from tests.live import Live
from tests.postings import ENGINEER, MEN_ONLY, PROGRAMMER


def as_csv(*rows: dict[str, str]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


async def test_a_college_sends_a_file_and_the_office_finds_it_in_the_queue(live: Live, cast: Cast) -> None:
    await live.send_file(cast.civil_staff, "岗位.csv", as_csv(ENGINEER, PROGRAMMER))
    await live.sees(cast.civil_staff, "2 条公告，共 2 个岗位")
    await live.press(cast.civil_staff, "提交审核")
    await live.sees(cast.civil_staff, "已录入 2 条公告", "已交就业处审核")
    await live.say(cast.office, "/review")
    await live.sees(cast.office, "待审核 2")


async def test_no_posting_is_entered_before_the_preview_is_confirmed(live: Live, cast: Cast) -> None:
    await live.send_file(cast.office, "岗位.csv", as_csv(ENGINEER))
    await live.sees(cast.office, "岗位预览", "共 1 个岗位")
    async with live.store.reading() as session:
        assert sum((await postings.counts(session)).values()) == 0


async def test_a_pasted_text_is_entered_like_a_file(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "单位名称：虚构银行\n岗位名称：柜员\n工作地点：长春市")
    await live.sees(cast.office, "1 条公告，共 1 个岗位")
    await live.press(cast.office, "提交审核")
    await live.sees(cast.office, "已录入 1 条公告")


async def test_a_text_file_of_fields_is_read_like_a_pasted_text(live: Live, cast: Cast) -> None:
    text = "\n".join(f"{name}：{value}" for name, value in ENGINEER.items())
    await live.send_file(cast.office, "岗位.txt", text.encode("gb18030"))
    await live.last(cast.office, "1 条公告，共 1 个岗位")
    await live.press(cast.office, "提交审核")
    await live.sees(cast.office, "已录入 1 条公告")


async def test_many_faults_come_back_as_a_table(live: Live, cast: Cast) -> None:
    nameless = [ENGINEER | {"单位名称": "", "岗位名称": f"岗位{n}"} for n in range(9)]
    await live.send_file(cast.office, "岗位.csv", as_csv(*nameless))
    message = await live.sees(cast.office, "需要处理的清单")
    assert message["document"]["file_name"] == "岗位导入清单.xlsx"


async def test_a_student_cannot_enter_postings(live: Live, cast: Cast) -> None:
    await live.send_file(cast.li, "岗位.csv", as_csv(ENGINEER))
    await live.say(cast.li, "/paste")
    await live.sees(cast.li, "需要相应的身份")
    assert not any("岗位预览" in text for text in await live.texts(cast.li))


async def test_the_office_sends_back_a_blocked_announcement_and_the_college_reads_why(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        await table.enter(session, live.parts.clock.now(), MEN_ONLY, by=cast.civil_staff.person_id)
    await live.say(cast.office, "/review")
    await live.press(cast.office, "虚构水利")
    await live.sees(cast.office, "必须删改", "限男性")
    await live.press(cast.office, "退回")
    await live.press(cast.office, "歧视性")
    await live.sees(cast.civil_staff, "已退回", "请删改")


async def test_approve_preview_publish_and_the_college_gets_its_card(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        await table.enter(session, live.parts.clock.now(), ENGINEER)
    await live.say(cast.office, "/review")
    await live.press(cast.office, "结构设计师")
    await live.sees(cast.office, "学生将看到", "没有风险提示")
    await live.press(cast.office, "通过")
    await live.sees(cast.office, "✓ 已通过")
    await live.press(cast.office, "发布")
    await live.sees(cast.office, "应收 4 人", "未绑定 1 人", "土木学院")
    await live.press(cast.office, "发布")
    await live.sees(cast.office, "已发布")
    await live.sees(cast.civil_staff, "长春虚构设计院")


async def test_a_typed_reason_reaches_the_college_word_for_word(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        await table.enter(session, live.parts.clock.now(), ENGINEER, by=cast.civil_staff.person_id)
    await live.say(cast.office, "/review")
    await live.press(cast.office, "结构设计师")
    await live.sees(cast.office, "学生将看到")
    await live.press(cast.office, "退回")
    await live.sees(cast.office, "为什么退回")
    await live.say(cast.office, "请写清实际工作地点")
    await live.sees(cast.civil_staff, "请写清实际工作地点")


async def test_the_bulk_button_asks_first(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        await table.enter(session, live.parts.clock.now(), ENGINEER, PROGRAMMER, MEN_ONLY)
    await live.say(cast.office, "/review")
    await live.press(cast.office, "通过无风险提示的 2 条")
    await live.press(cast.office, "全部通过 2 条")
    await live.sees(cast.office, "已通过 2 条公告")
    async with live.store.reading() as session:
        assert (await postings.counts(session))[AnnouncementState.REVIEW] == 1


async def test_a_student_browses_the_open_postings_that_fit(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        announcement = await table.approved(session, live.parts.clock.now(), ENGINEER)
        await publish.publish(session, announcement.id, live.parts.clock.now())
    await live.say(cast.li, "/postings")
    await live.sees(cast.li, "共 1 个", "结构设计师")
    await live.press(cast.li, "详情：结构设计师")
    await live.sees(cast.li, "hr@xugou.example", "专业对口")


async def test_the_office_publishes_all_at_once_and_a_second_press_changes_nothing(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        for name in ("长春甲院", "长春乙院"):
            await factories.approved(session, live.parts.clock.now(), employer=name)
        await factories.approved(
            session, live.parts.clock.now(), employer="长春丙院", deadline=NOON.date() - timedelta(days=1)
        )
    await live.say(cast.office, "/publish")
    await live.press(cast.office, "全部发布")
    await live.last(cast.office, "2 条公告", "这 1 条不能发布", "截止日期已过")
    await live.press(cast.office, "确认发布")
    await live.last(cast.office, "已发布 2 条公告")
    async with live.store.writing() as session:
        with pytest.raises(Stale):
            await publish_all.publish_all(session, 2, live.parts.clock.now(), cast.office.person_id)
    await live.settled()
    async with live.store.reading() as session:
        pushed = (await session.execute(select(Push).where(col(Push.kind) == PushKind.POSTING))).scalars().all()
    assert len(pushed) == 2


def official() -> bytes:
    """Return a workbook like those of official sources: a title, a sheet for each city, and a hidden dictionary."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for city, title in (("长春", "结构设计师"), ("吉林", "软件工程师")):
        sheet = book.add_worksheet(city)
        sheet.merge_range(0, 0, 0, 2, f"{city}2027年公开招聘岗位表")
        sheet.write_row(1, 0, ["招聘单位", "招聘岗位", "工作地点"])
        sheet.write_row(2, 0, [f"{city}示例院", title, city])
        sheet.write_row(3, 0, ["合计", "1"])
    dictionary = book.add_worksheet("字典")
    dictionary.write_row(0, 0, ["岗位名称", "单位名称"])
    dictionary.hide()
    book.close()
    return out.getvalue()


async def test_an_official_workbook_enters_as_it_is_and_the_preview_names_every_sheet(live: Live, cast: Cast) -> None:
    await live.send_file(cast.office, "岗位表.xlsx", official())
    await live.sees(cast.office, "共 2 个岗位", "长春（1 行）、吉林（1 行）", "字典（隐藏", "跳过 2 行")
    await live.press(cast.office, "提交审核")
    await live.sees(cast.office, "已录入 2 条公告")


async def test_a_hostile_workbook_is_refused_and_the_next_person_is_answered(live: Live, cast: Cast) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["单位名称", "岗位名称"])
    sheet.write_row(1, 0, ["甲公司", "会计"])
    sheet.write_string(1_048_575, 16_383, "角落")
    book.close()
    await live.send_file(cast.office, "岗位.xlsx", out.getvalue())
    await live.sees(cast.office, "文件太大", "边角上多余的内容")
    await live.say(cast.li, "/me")
    await live.sees(cast.li, "李娜")

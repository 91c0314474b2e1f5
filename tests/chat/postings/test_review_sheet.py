"""The review sheet on the phones: it is exported, filled in, sent back, previewed and applied."""

import asyncio

from bot import sheets
from bot.flows.postings import review_sheet
from bot.flows.postings.review_sheet import DECISION, HEADERS, REASON
from tests import postings as table
from tests.cast import Cast
from tests.live import Live
from tests.postings import ENGINEER, MEN_ONLY, PROGRAMMER


async def test_a_morning_of_postings_is_reviewed_in_excel(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        await table.enter(
            session, live.parts.clock.now(), ENGINEER, PROGRAMMER, MEN_ONLY, by=cast.civil_staff.person_id
        )
    await live.say(cast.office, "/review")
    await live.press(cast.office, "导出审核表")
    message = await live.sees(cast.office, "岗位审核表", "3 行")
    assert message["document"]["file_name"] == "岗位审核表1124.xlsx"
    async with live.store.reading() as session:
        rows = await review_sheet.export(session)
    place = {header: HEADERS.index(header) for header in (DECISION, REASON)}
    for row, decision, reason in zip(rows, ("通过", "退回", "通过"), ("", "地点不清", ""), strict=True):
        row[place[DECISION]], row[place[REASON]] = decision, reason
    content = await asyncio.to_thread(sheets.write_sheet, "审核表", HEADERS, rows)
    await live.send_file(cast.office, "审核表.xlsx", content)
    await live.sees(cast.office, "还没有处理", "通过 1 条公告", "退回 1 条公告", "第 4 行", "必须删改")
    await live.press(cast.office, "按表处理 2 条公告")
    await live.sees(cast.office, "已按表处理", "还有 1 行没有处理")
    await live.sees(cast.civil_staff, "已退回", "地点不清")
    await live.send_file(cast.civil_staff, "审核表.xlsx", content)
    await live.sees(cast.civil_staff, "需要相应的身份")

"""The review sheet is exported, filled in and sent back. A row with a fault changes nothing and is reported."""

import asyncio
import csv
import io
from collections.abc import Sequence
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot import sheets
from bot.domain.people import Role
from bot.domain.postings.announcement import AnnouncementState
from bot.domain.postings.posting import Field
from bot.flows.postings import edit, returned_sheet, review_sheet
from bot.flows.postings.draft import Edit
from bot.flows.postings.returned_sheet import Read, Row
from bot.flows.postings.review import SEEN
from bot.flows.postings.review_sheet import DECISION, HEADERS, NUMBER, REASON
from bot.store.people import Speaker
from bot.store.postings import announcements
from bot.store.tables import Delivery, Push
from tests.cast import Cast
from tests.flows.postings.test_edit import speaker
from tests.postings import ENGINEER, MEN_ONLY, PROGRAMMER, enter, entered


@pytest.fixture
def office(cast: Cast) -> Speaker:
    return speaker(cast.office, Role.OFFICE, cast.school)


async def filled(session: AsyncSession, *changes: dict[str, str]) -> list[Row]:
    """Export the sheet, read it back from an .xlsx, and fill in the cells of ``changes``, one dict for each row."""
    rows = await review_sheet.export(session)
    content = await asyncio.to_thread(sheets.write_sheet, "审核表", HEADERS, rows)
    back = sheets.read_sheet(content, "审核表.xlsx").rows
    extra: Sequence[dict[str, str]] = [*changes, *({} for _ in back[len(changes) :])]
    return [(number, {**cells, **change}) for (number, cells), change in zip(back, extra, strict=True)]


async def states(session: AsyncSession) -> list[AnnouncementState]:
    return [whole.announcement.state for whole in await announcements.wholes(session, list(range(1, 10)))]


def faults(found: Read) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.label, fault.why) for fault in found.faults]


async def test_an_unchanged_sheet_asks_for_nothing(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await enter(session, now, ENGINEER, PROGRAMMER, MEN_ONLY, ENGINEER | {"岗位名称": "预算员", "薪资": "面谈"})
    found = await returned_sheet.read(session, await filled(session), now)
    assert (found.plans, found.faults, found.concerned) == ([], [], frozenset())


async def test_decisions_and_cells_are_applied_together(session: AsyncSession, office: Speaker, now: datetime) -> None:
    await enter(session, now, ENGINEER, PROGRAMMER, MEN_ONLY)
    rows = await filled(
        session,
        {DECISION: "通过", "薪资": "7000-9000元/月"},
        {DECISION: "退回", REASON: "地点不清"},
        {DECISION: "通过", "岗位描述": "能适应野外。"},
    )
    found = await returned_sheet.apply(session, rows, office, now)
    assert (found.passes, found.returns, found.edited, found.faulty) == (2, 1, 2, 0)
    approved, rejected = AnnouncementState.APPROVED, AnnouncementState.REJECTED
    assert await states(session) == [approved, rejected, approved]
    first, *_ = await announcements.wholes(session, [1])
    assert first.postings[0].min_monthly == 7000
    assert first.announcement.approved_hash == first.hash_now


async def test_faults_are_reported_by_row_and_field_and_the_other_rows_are_applied(
    session: AsyncSession, office: Speaker, now: datetime
) -> None:
    await enter(session, now, ENGINEER, PROGRAMMER, MEN_ONLY, ENGINEER | {"岗位名称": "预算员", "岗位描述": "做预算。"})
    rows = await filled(
        session,
        {DECISION: "通过", "截止日期": "2026-01-01"},
        {DECISION: "退回"},
        {DECISION: "通过"},
        {DECISION: "通过"},
    )
    found = await returned_sheet.apply(session, rows, office, now)
    assert faults(found) == [(2, "截止日期", "said"), (3, REASON, "why_returned"), (4, DECISION, "blocked")]
    waits = AnnouncementState.REVIEW
    assert await states(session) == [waits, waits, waits, AnnouncementState.APPROVED]


async def test_a_stale_row_is_refused(session: AsyncSession, office: Speaker, now: datetime) -> None:
    announcement = await entered(session, now, ENGINEER)
    rows = await filled(session, {DECISION: "通过"})
    seen = announcement.content_hash[:SEEN]
    await edit.save(session, announcement.id, seen, [Edit(0, Field.APPLY_HOW, "x@example.com")], office, now)
    assert faults(await returned_sheet.read(session, rows, now)) == [(2, NUMBER, "stale")]


async def test_a_sheet_that_is_sent_again_is_refused_as_decided(
    session: AsyncSession, office: Speaker, now: datetime
) -> None:
    await entered(session, now, ENGINEER)
    rows = await filled(session, {DECISION: "通过"})
    await returned_sheet.apply(session, rows, office, now)
    again = await returned_sheet.apply(session, rows, office, now)
    assert faults(again) == [(2, NUMBER, "decided")] and not again.plans


@pytest.mark.parametrize(
    ("cells", "why"),
    [({NUMBER: "12"}, "number"), ({DECISION: "随便"}, "word"), ({NUMBER: "99-1-abcdef12", DECISION: "通过"}, "number")],
)
async def test_a_wrong_number_or_decision_is_reported(
    session: AsyncSession, cast: Cast, now: datetime, cells: dict[str, str], why: str
) -> None:
    await entered(session, now, ENGINEER)
    [fault] = (await returned_sheet.read(session, await filled(session, cells), now)).faults
    assert fault.why == why


async def test_rows_of_one_announcement_must_agree(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await enter(session, now, ENGINEER, ENGINEER | {"岗位名称": "预算员"})
    rows = await filled(session, {DECISION: "通过"}, {DECISION: "退回", REASON: "不清"})
    assert faults(await returned_sheet.read(session, rows, now)) == [(3, DECISION, "two_words")]
    rows = await filled(session, {"投递方式": "a@example.com"}, {"投递方式": "b@example.com"})
    assert faults(await returned_sheet.read(session, rows, now)) == [(3, "投递方式", "two_values")]


async def test_one_row_may_decide_for_its_announcement(session: AsyncSession, office: Speaker, now: datetime) -> None:
    await enter(session, now, ENGINEER, ENGINEER | {"岗位名称": "预算员"})
    rows = await filled(session, {DECISION: "通过", "截止日期": "2027-01-15"})
    await returned_sheet.apply(session, rows, office, now)
    [whole] = await announcements.wholes(session, [1])
    assert whole.announcement.state == AnnouncementState.APPROVED
    assert {str(posting.deadline) for posting in whole.postings} == {"2027-01-15"}


async def test_each_sender_gets_one_message_about_all_returned_announcements(
    session: AsyncSession, cast: Cast, office: Speaker, now: datetime
) -> None:
    await enter(session, now, ENGINEER, PROGRAMMER, by=cast.civil_staff.person_id)
    no = {DECISION: "退回", REASON: "要素不全"}
    await returned_sheet.apply(session, await filled(session, no, no), office, now)
    query = select(Push).join(Delivery, col(Delivery.push_id) == col(Push.id))
    [push] = (await session.execute(query.where(col(Push.template) == "review/returned"))).scalars()
    assert [item["reason"] for item in push.values["items"]] == ["要素不全", "要素不全"]


async def test_an_edit_that_repeats_another_announcement_is_a_fault(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await enter(session, now, ENGINEER)
    await enter(session, now, ENGINEER | {"薪资": "面议"})
    rows = await filled(session, {}, {"薪资": ENGINEER["薪资"]})
    assert [fault.why for fault in (await returned_sheet.read(session, rows, now)).faults] == ["twin"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
async def test_a_csv_in_any_encoding_is_read_too(
    session: AsyncSession, cast: Cast, now: datetime, encoding: str
) -> None:
    await enter(session, now, ENGINEER, MEN_ONLY)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([HEADERS, *await review_sheet.export(session)])
    sheet = sheets.read_sheet(out.getvalue().encode(encoding), "审核表.csv")
    assert review_sheet.recognises(sheet.headers)
    decided = [(row, {**cells, DECISION: "退回", REASON: "不清"}) for row, cells in sheet.rows]
    found = await returned_sheet.read(session, decided, now)
    assert (found.returns, found.edited, found.faults) == (2, 0, [])

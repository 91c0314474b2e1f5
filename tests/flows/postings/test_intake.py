"""Intake: good rows enter, bad rows are reported, and no row enters twice."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import MissingColumns, NothingPasted
from bot.domain.postings.announcement import AnnouncementState
from bot.domain.postings.posting import Field
from bot.flows.postings import intake
from bot.flows.postings.fields import names_of
from bot.flows.postings.rescreen import rescreened
from bot.flows.publishing import publish
from bot.store.postings import postings
from bot.store.tables import Employer
from tests import postings as table
from tests.postings import ENGINEER, MEN_ONLY, PROGRAMMER, TODAY


async def test_a_good_row_enters_beside_a_bad_one(session: AsyncSession, now: datetime) -> None:
    batch = table.read(ENGINEER, ENGINEER | {"单位名称": ""})
    entered = await intake.enter(session, batch, now)
    assert entered.postings == 1
    assert [(fault.row, fault.field, fault.why) for fault in batch.rejected] == [(3, Field.EMPLOYER, "missing")]


async def test_a_row_whose_deadline_is_over_does_not_enter() -> None:
    batch = table.read(ENGINEER | {"截止日期": "2026-11-23"}, PROGRAMMER | {"截止日期": "2026-11-24"})
    assert [fault.why for fault in batch.rejected] == [intake.EXPIRED]
    assert [each.draft.employer_name for each in batch.announcements] == ["北京虚构软件有限公司"]


async def test_a_table_that_is_sent_twice_enters_once(session: AsyncSession, now: datetime) -> None:
    await table.enter(session, now, ENGINEER, PROGRAMMER)
    again = await table.enter(session, now, ENGINEER, PROGRAMMER)
    assert (again.announcements, again.existing) == (0, 2)


async def test_the_same_words_from_another_site_are_the_same_announcement(session: AsyncSession, now: datetime) -> None:
    await intake.enter(session, table.read(ENGINEER, source="24365"), now)
    again = await intake.enter(session, table.read(ENGINEER, source="国聘"), now)
    assert (again.announcements, again.existing) == (0, 1)


async def test_postings_of_one_employer_under_one_text_are_one_announcement(
    session: AsyncSession, now: datetime
) -> None:
    entered = await table.enter(session, now, ENGINEER, ENGINEER | {"岗位名称": "造价员"})
    assert (entered.announcements, entered.postings) == (1, 2)


async def test_two_spellings_of_a_name_are_one_employer_and_its_code_is_added(
    session: AsyncSession, now: datetime
) -> None:
    await table.enter(session, now, ENGINEER | {"单位名称": "虚构（长春）有限公司"})
    other = ENGINEER | {"单位名称": "虚构(长春)有限公司", "统一社会信用代码": "91350100M000100Y43"}
    await table.enter(session, now, other | {"岗位名称": "资料员"})
    [employer] = (await session.execute(select(Employer))).scalars()
    assert employer.uscc == "91350100M000100Y43"


async def test_an_announcement_with_findings_waits_for_review_with_them(session: AsyncSession, now: datetime) -> None:
    entered = await table.enter(session, now, ENGINEER, MEN_ONLY, approve=True)
    assert (entered.announcements, entered.approved) == (2, 1)
    kept = await table.newest(session)
    assert kept.state == AnnouncementState.REVIEW
    assert any("男" in found.words for found in await postings.findings_of(session, kept.id))


async def test_a_demand_in_the_degree_column_is_screened_too(session: AsyncSession, now: datetime) -> None:
    batch = table.read(ENGINEER | {"学历要求": "全日制统招本科"})
    assert batch.flagged == 1


async def test_an_announcement_approved_at_entry_has_the_hash_of_its_stored_content(
    session: AsyncSession, now: datetime
) -> None:
    announcement = await table.approved(session, now, ENGINEER, ENGINEER | {"岗位名称": "造价员"})
    whole = await postings.whole(session, announcement.id)
    assert whole is not None and whole.hash_now == announcement.approved_hash


async def test_a_cell_that_nobody_understands_is_listed_and_its_row_enters() -> None:
    batch = table.read(ENGINEER | {"招聘人数": "一大批"})
    assert [(cell.row, cell.label, cell.text) for cell in batch.not_understood] == [(2, "招聘人数", "一大批")]
    assert batch.postings == 1


async def test_a_table_without_the_employers_column_is_refused() -> None:
    with pytest.raises(MissingColumns, match="单位名称"):
        table.read({"岗位名称": "结构设计师"})


async def test_a_column_that_is_not_read_is_reported() -> None:
    assert table.read(ENGINEER | {"星座": "不限", "序号": "1"}).ignored == ("星座",)


async def test_a_pasted_text_becomes_an_announcement() -> None:
    batch = intake.read_pasted("单位名称：虚构银行\n岗位名称：柜员\n工作地点：长春市", TODAY)
    assert [each.draft.title for each in batch.announcements] == ["柜员"]


async def test_a_text_without_fields_is_no_posting() -> None:
    with pytest.raises(NothingPasted):
        intake.read_pasted("老师好，我想问一下怎么投简历", TODAY)


async def test_every_cell_of_every_row_is_screened() -> None:
    short, bad = {"单位名称": "甲", "岗位名称": "会计"}, ENGINEER | {"其他要求": "限男性，需交押金"}
    batch = table.read({header: short.get(header, "") for header in bad}, bad)
    words = {found.words for each in batch.announcements for found in each.findings}
    assert any("男" in each for each in words) and any("押金" in each for each in words)


async def test_words_that_no_field_reads_are_screened_again_after_an_edit(session: AsyncSession, now: datetime) -> None:
    announcement = await table.entered(session, now, ENGINEER | {"其他要求": "限男性"})
    whole = await postings.whole(session, announcement.id)
    assert whole is not None and whole.postings[0].notes == [["其他要求", "限男性"]]
    found, gone = rescreened(whole, whole, meaning_edited=True)
    assert [row.words for row in found] == [row.words for row in whole.findings] and not gone


async def test_a_second_spelling_of_an_employer_can_be_published(session: AsyncSession, now: datetime) -> None:
    first = await table.approved(session, now, ENGINEER | {"单位名称": "长春（虚构）设计院有限公司"})
    second = await table.approved(session, now, PROGRAMMER | {"单位名称": "长春(虚构)设计院有限责任公司"})
    assert first.employer_id == second.employer_id
    assert await publish.publish(session, second.id, now)


async def test_rows_that_are_alike_enter_and_are_named() -> None:
    batch = table.read(ENGINEER, ENGINEER | {"专业要求": "工程造价"}, ENGINEER)
    assert (batch.postings, batch.duplicates, batch.alike) == (2, 1, (3,))


async def test_postings_of_one_title_are_told_apart_by_what_differs(session: AsyncSession, now: datetime) -> None:
    cities = [ENGINEER | {"工作地点": city} for city in ("长春市", "吉林市", "四平市")]
    announcement = await table.approved(session, now, *cities, ENGINEER | {"岗位名称": "造价员"})
    names = names_of(await postings.postings_of(session, announcement.id))
    assert list(names.values()) == ["结构设计师（长春市）", "结构设计师（吉林市）", "结构设计师（四平市）", "造价员"]

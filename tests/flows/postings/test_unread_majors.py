"""Majors that were not understood are shown to the reviewer, exclude no student and are never dropped."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.domain.majors import parse_majors
from bot.flows.matching import fitting
from bot.flows.postings import review, review_sheet
from bot.store.postings import announcements, postings
from tests.cast import Cast
from tests.postings import ENGINEER, entered, read

ODD = ENGINEER | {"专业要求": "计算机科学与技术、炼金术、占星学"}


async def test_the_reviewer_sees_each_major_that_was_not_understood(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement = await entered(session, now, ODD)
    card = await review.card(session, announcement.id)
    assert card.unread == [("专业要求", "炼金术"), ("专业要求", "占星学")]
    rows = [{"posting": posting.id, "reasons": []} for posting in card.whole.postings]
    shown = render.text("review/card", card=card, whole=card.whole, rows=rows, now=now)
    assert "未识别 2 处" in shown
    assert "炼金术" in shown


async def test_the_posting_stands_in_the_list_of_the_office_and_in_the_review_sheet(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement = await entered(session, now, ODD)
    assert await postings.count_unparsed(session) == 1
    assert [line.id for line in (await announcements.with_unparsed(session, 0)).lines] == [announcement.id]
    [row] = await review_sheet.export(session)
    assert "专业要求：炼金术；专业要求：占星学" in row


async def test_the_words_are_stored_as_they_were_written(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement = await entered(session, now, ODD)
    [posting] = await postings.postings_of(session, announcement.id)
    assert posting.majors_text == ODD["专业要求"]


async def test_a_list_of_majors_that_was_half_understood_excludes_nobody(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    """李娜 studies 土木工程. The words that were not understood may name her major."""
    announcement = await entered(session, now, ODD)
    found = await fitting.of_openings(
        session, [postings.opening(each) for each in await postings.postings_of(session, announcement.id)]
    )
    assert cast.li.person_id in [fit.candidate.graduate.person_id for fit in found.fits]


def test_each_major_that_was_not_understood_is_listed() -> None:
    assert [each.text for each in read(ODD).not_understood] == ["炼金术", "占星学"]


@pytest.mark.parametrize(
    "words",
    [
        "机械制造、电气自动化、模具设计等相关专业",
        "幼师、幼儿教育、学前教育专业优先",
        "环境艺术、景观设计、园林设计、室内装潢",
        "会计、财务会计、金融管理、财经类专业",
        "市场营销学、公共关系、营销策划、商科类专业优先",
        "通讯工程、计算机网络、软件开发、计算机科学等专业",
        "建筑工程、桥梁、道路、通风及空调工程",
        "医药、医疗器械、药剂学、畜牧、兽医",
        "数学/英语/物理/化学/语文/生物/地理/历史/政治",
    ],
)
def test_everyday_names_of_majors_are_understood(words: str) -> None:
    assert parse_majors(words).unknown == ()

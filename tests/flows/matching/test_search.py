"""All open postings are searched by typed words."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import BadSearch, NotFound
from bot.domain.matching.search import Filters, Part, is_pasted
from bot.domain.matching.search import read as read_filters
from bot.flows.matching import search
from bot.flows.publishing import publish
from bot.store import people
from bot.store.postings import postings
from bot.store.student import interests
from tests.cast import Cast
from tests.factories import approved

HOME = "220100"


def read(text: str, before: Filters | None = None) -> Filters:
    return read_filters(text, before or Filters(), HOME)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("结构", Filters(words=("结构",))),
        ("结构 长春 6000以上", Filters(words=("结构",), regions=("220100",), pay=6000)),
        ("长春、沈阳，设计", Filters(words=("设计",), regions=("220100", "210100"))),
        ("国有企业", Filters(employer_type="31")),
        ("教学人员 8k", Filters(category="24", pay=8000)),
        ("月薪≥8000", Filters(pay=8000)),
        ("2027届", Filters(words=("2027届",))),
        ("2027", Filters(words=("2027",))),
        ("c++", Filters(words=("c++",))),
        ("示例设计院：结构设计师（2027届）", Filters(words=("示例设计院", "结构设计师", "2027届"))),
        ("100%_真实", Filters(words=("100%_真实",))),
    ],
)
def test_words_places_kinds_and_pay_are_recognised(text: str, expected: Filters) -> None:
    assert read(text) == expected


def test_a_new_filter_replaces_the_old_one_of_its_kind() -> None:
    held = read("结构 长春")
    assert read("沈阳", held) == Filters(words=("结构",), regions=("210100",))
    assert read("造价 6000", held).without(Part.REGIONS) == Filters(words=("造价",), pay=6000)


@pytest.mark.parametrize("text", ["", "   ", "，、；", "。。。", "a" * 61, "长" * 10_000_000, "x\u202ey", "结构\x00"])
def test_odd_input_is_refused(text: str) -> None:
    with pytest.raises(BadSearch):
        read(text)


async def _open(session: AsyncSession, now: datetime, title: str, **fields: Any) -> int:
    employer = fields.pop("employer", f"{title}公司")
    made = await approved(session, now, title, employer=employer, **{"anywhere": False, **fields})
    await publish.publish(session, made.id, now)
    return (await postings.postings_of(session, made.id))[0].id


async def titles(session: AsyncSession, now: datetime, text: str) -> list[str]:
    found = await search.find(session, read(text), 0, now)
    return [posting.title for posting, _, _ in found.rows]


async def test_title_employer_and_description_are_searched(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await _open(session, now, "结构设计师")
    await _open(session, now, "Java开发", employer="北方软件")
    await _open(session, now, "文员", description="负责结构图纸归档")
    assert await titles(session, now, "结构") == ["结构设计师", "文员"]  # the title ranks before the description
    assert await titles(session, now, "JAVA") == ["Java开发"]
    assert await titles(session, now, "北方") == ["Java开发"]
    assert await titles(session, now, "结构 归档") == ["文员"]


async def test_wildcards_are_searched_as_plain_characters(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await _open(session, now, "提成50%岗")
    await _open(session, now, "A_B岗")
    await _open(session, now, "反斜杠a\\b岗")
    assert await titles(session, now, "50%岗") == ["提成50%岗"]
    assert await titles(session, now, "A_B") == ["A_B岗"]
    assert await titles(session, now, "a\\b") == ["反斜杠a\\b岗"]
    assert await titles(session, now, "A%B") == []


async def test_postings_in_the_wanted_place_come_before_those_that_may_be_there(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await _open(session, now, "朝阳区岗", regions=["220104"])
    await _open(session, now, "全国岗", anywhere=True)
    await _open(session, now, "北京岗", regions=["110000"])
    await _open(session, now, "吉林省岗", regions=["220000"])
    assert await titles(session, now, "长春") == ["朝阳区岗", "吉林省岗", "全国岗"]


async def test_pay_and_kinds_filter_the_postings(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await _open(session, now, "低", min_monthly=3000, max_monthly=5000)
    await _open(session, now, "高", min_monthly=6000, max_monthly=9000, employer_type="31", category="13")
    await _open(session, now, "起", min_monthly=5000)
    await _open(session, now, "面议")
    assert await titles(session, now, "6000") == ["起", "高"]
    assert await titles(session, now, "国有企业") == ["高"]
    assert await titles(session, now, "工程技术人员") == ["高"]


async def test_a_page_holds_five_and_a_page_past_the_end_gives_the_last(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    for number in range(7):
        await _open(session, now, f"岗{number}")
    first = await search.find(session, Filters(), 0, now)
    last = await search.find(session, Filters(), 99, now)
    assert (first.total, first.pages, len(first.rows)) == (7, 2, 5)
    assert (last.page, len(last.rows)) == (1, 2)


async def test_a_student_may_want_a_posting_that_was_never_sent_to_them(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    posting = await _open(session, now, "北京岗", regions=["110000"])
    li = await people.speaker(session, cast.li.telegram_id)
    assert li is not None
    assert await search.want(session, li, posting, now)
    assert not await search.want(session, li, posting, now)
    assert await interests.marks(session, li.person_id, [posting]) == {posting: "wants"}
    with pytest.raises(NotFound):
        await search.want(session, li, posting + 99, now)


async def test_closed_postings_are_found_separately(session: AsyncSession, cast: Cast, now: datetime) -> None:
    shut = await _open(session, now, "结构设计师", deadline=now.date())
    await _open(session, now, "结构工程师")
    later = now + timedelta(days=3)
    found = await search.find(session, read("结构"), 0, later)
    assert ([posting.title for posting, _, _ in found.rows], found.past) == (["结构工程师"], 1)
    past = await search.find(session, read("结构"), 0, later, past=True)
    assert [posting.id for posting, _, _ in past.rows] == [shut]
    assert (await search.find(session, Filters(), 0, later)).past == 0  # a search without words does not count them


LEAFLET = (
    "【招聘】示例  设计院（国企）\n岗位名称：结构设计师\n薪资：8K—12K，五险一金，双休，提供食宿\n工作地点：长春\n" * 2
)


async def test_a_pasted_text_finds_its_posting(session: AsyncSession, cast: Cast, now: datetime) -> None:
    for title, employer in (("设计师", "示例设计院"), ("结构设计师", "示例设计院"), ("施工员", "另一家")):
        await _open(session, now, title, employer=employer, titles=[title])
    filters = await search.named_in(session, LEAFLET)
    assert filters == Filters(words=("结构设计师", "示例设计院"))
    found = await search.find(session, filters, 0, now)
    assert [posting.title for posting, _, _ in found.rows] == ["结构设计师"]
    assert await search.named_in(session, "老师您好，施工员和设计师的报到证怎么办理？" * 4) is None


@pytest.mark.parametrize(
    ("text", "pasted"),
    [(LEAFLET, True), ("岗位名称：施工员", True), ("结构 长春 6000以上", False), ("示例设计院：结构设计师", False)],
)
def test_a_pasted_posting_is_distinguished_from_search_words(text: str, pasted: bool) -> None:
    assert is_pasted(text) == pasted


async def test_a_text_typed_outside_the_search_gives_its_number_of_postings(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await _open(session, now, "结构设计师", employer="示例设计院")
    counts = [await search.mentioning(session, text, HOME, now) for text in ("结构", LEAFLET, "三方协议丢了", "。。。")]
    assert counts == [1, 1, 0, 0]

"""Students see their own list of the open postings that fit them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.domain.errors import NotFound
from bot.domain.matching.matching import Reason
from bot.flows.matching import own_list
from bot.flows.publishing import publish
from bot.flows.wishes import rhythm
from tests.cast import Cast
from tests.factories import approved as ready
from tests.postings import ENGINEER, PROGRAMMER, approved


async def _published(session: AsyncSession, now: datetime, row: dict[str, str]) -> int:
    announcement = await approved(session, now, row)
    assert announcement.id is not None
    await publish.publish(session, announcement.id, now)
    return announcement.id


async def test_the_best_fit_comes_first_with_its_reasons(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await _published(session, now, PROGRAMMER | {"专业要求": "不限", "工作地点": "长春市"})
    await _published(session, now, ENGINEER)
    first, second = await own_list.three_for(session, cast.li.person_id, now)
    assert (first.posting.title, second.posting.title) == ("结构设计师", "软件开发工程师")
    assert Reason.MAJOR_EXACT in first.reasons and Reason.REGION_EXACT in first.reasons


async def test_the_list_is_no_longer_than_asked_for(session: AsyncSession, cast: Cast, now: datetime) -> None:
    for title in ("结构设计师", "施工员", "造价员", "测量员"):
        await _published(session, now, ENGINEER | {"岗位名称": title, "岗位描述": title})
    assert len(await own_list.three_for(session, cast.sun.person_id, now)) == 3


async def test_an_approved_posting_is_not_open_before_publication(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await approved(session, now, ENGINEER)
    assert await own_list.three_for(session, cast.li.person_id, now) == []


async def test_a_posting_is_gone_after_its_deadline(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await _published(session, now, ENGINEER)
    later = now + timedelta(days=60)
    assert await own_list.three_for(session, cast.li.person_id, later) == []
    with pytest.raises(NotFound):
        await own_list.one_for(session, cast.li.person_id, 1, later)


async def test_a_posting_without_a_deadline_stays_open_for_thirty_days(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await _published(session, now, ENGINEER | {"截止日期": "招满即止"})
    assert await own_list.three_for(session, cast.li.person_id, now + timedelta(days=29))
    assert not await own_list.three_for(session, cast.li.person_id, now + timedelta(days=31))


async def test_a_student_without_wishes_gets_postings_by_major(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await _published(session, now, ENGINEER)
    [found] = await own_list.three_for(session, cast.zhao.person_id, now)
    assert found.posting.title == "结构设计师"


async def test_all_fitting_postings_are_counted_and_every_page_can_be_opened(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    made = await ready(session, now, *(f"施工员{n}" for n in range(57)))
    await publish.publish(session, made.id, now)
    first = await own_list.page_for(session, cast.li.person_id, 0, now)
    last = await own_list.page_for(session, cast.li.person_id, 99, now)
    assert (first.total, first.pages, len(first.lines)) == (57, 12, 5)
    assert (last.page, len(last.lines)) == (11, 2)
    told = await rhythm.told(session, cast.li.person_id, now, "")
    shown = render.text("student/fits", fits=last.lines, told=told, **last.turns, now=now)
    assert "57. <b>施工员" in shown and "✓ 条件都符合" in shown

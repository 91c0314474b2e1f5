"""An announcement with a dozen postings: each student reads on one screen all postings that fit them, and no others."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot import render
from bot.domain.chain.chain import Release
from bot.flows.delivery import compose
from bot.flows.publishing import publish
from bot.flows.student import interests
from bot.messenger import Message
from bot.store.tables import Delivery, Push
from tests.cast import Cast, Member
from tests.postings import ENGINEER, approved

SCREEN_LINES, SCREEN_LETTERS = 20, 900
CIVIL = [ENGINEER | {"岗位名称": f"结构设计师{n:02}"} for n in range(1, 13)]
SOFTWARE = [ENGINEER | {"岗位名称": f"程序员{n:02}", "专业要求": "软件工程", "工作地点": "北京市"} for n in (1, 2)]


async def published(session: AsyncSession, now: datetime) -> Push:
    announcement = await approved(session, now, *CIVIL, *SOFTWARE)
    return await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)


async def delivery(session: AsyncSession, push: Push, who: Member) -> Delivery:
    query = select(Delivery).where(col(Delivery.push_id) == push.id, col(Delivery.person_id) == who.person_id)
    return (await session.execute(query)).scalar_one()


async def detail(session: AsyncSession, push: Push, who: Member, now: datetime, chosen: int | None = None) -> Message:
    row = await delivery(session, push, who)
    values = await interests.detail(session, row)
    return render.message("student/detail", delivery=row.id, chosen=chosen, page=0, now=now, **values)


def fits_a_screen(text: str) -> bool:
    return len(text.splitlines()) <= SCREEN_LINES and len(text) < SCREEN_LETTERS


async def test_the_message_shows_the_best_postings_and_counts_the_others(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await published(session, now)
    text = (await compose.message_for(session, push, await delivery(session, push, cast.li), now)).text
    assert text.count("结构设计师") == 3 and "还有 9 个岗位" in text
    assert "程序员" not in text
    assert fits_a_screen(text)


async def test_the_detail_lists_the_postings_that_fit_and_no_others(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await published(session, now)
    shown = await detail(session, push, cast.li, now)
    assert all(row["岗位名称"] in shown.text for row in CIVIL)
    assert "程序员" not in shown.text and "hr@xugou.example" in shown.text
    assert fits_a_screen(shown.text)
    assert [len(row) for row in shown.buttons] == [6, 6, 2, 2, 2]


async def test_two_fitting_postings_are_shown_whole(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await published(session, now)
    shown = await detail(session, push, cast.zhou, now)
    assert shown.text.count("程序员") == 2 and shown.text.count("负责结构计算与施工图") == 2
    assert "结构设计师" not in shown.text


async def test_each_of_many_postings_opens_by_its_number(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await published(session, now)
    row = await delivery(session, push, cast.li)
    chosen = row.told.postings[7]
    shown = await detail(session, push, cast.li, now, chosen)
    assert shown.text.count("结构设计师") == 1 and "负责结构计算与施工图" in shown.text
    assert f"want:{row.id}:{chosen}" in [button.data for line in shown.buttons for button in line]


async def test_postings_beyond_one_screen_are_paged(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement = await approved(session, now, *[ENGINEER | {"岗位名称": f"结构设计师{n:02}"} for n in range(30)])
    push = await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)
    shown = await detail(session, push, cast.li, now)
    assert "第 1/3 页" in shown.text and fits_a_screen(shown.text)

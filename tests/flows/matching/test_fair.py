"""Fair reach: students without a posting for a week are told why, once. Their college sees what would help."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.chain.chain import Release
from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushKind
from bot.domain.errors import NotAllowed
from bot.domain.matching.relaxing import Kind, Step
from bot.domain.people import Reach, Rhythm, Standing
from bot.flows.delivery.compose import message_for
from bot.flows.matching import fair
from bot.flows.publishing import publish
from bot.flows.student import digest
from bot.messenger import Message
from bot.store import people
from bot.store.delivery import pushes
from bot.store.engine import Store
from bot.store.people import Speaker
from bot.store.tables import Delivery, Push, Student, Wish
from jobs.fair import tick
from tests.cast import Cast, Member
from tests.digests import Wire, published, rhythm, send_all
from tests.factories import approved

MONDAY = timedelta(days=6)
"""The time between ``now`` of the tests, noon on a Tuesday, and noon on the next Monday."""
BEIJING: dict[str, Any] = {"anywhere": False, "regions": ["110000"], "regions_text": "北京"}


async def speaker(session: AsyncSession, member: Member) -> Speaker:
    found = await people.speaker(session, member.telegram_id)
    assert found is not None
    return found


async def told(store: Store) -> dict[int, Delivery]:
    """Map each person's id to the delivery of their latest message."""
    async with store.reading() as session:
        rows = await session.execute(
            select(Delivery)
            .join(Push, col(Push.id) == col(Delivery.push_id))
            .where(col(Push.template) == fair.TEMPLATE)
        )
        return {each.person_id: each for each in rows.scalars()}


async def message(store: Store, delivery: Delivery, now: datetime) -> Message:
    async with store.reading() as session:
        return await message_for(session, await session.get_one(Push, delivery.push_id), delivery, now)


async def test_students_without_a_posting_for_a_week_are_told_why_once_on_monday_noon(
    store: Store, cast: Cast, now: datetime
) -> None:
    await tick(store, now)
    assert await told(store) == {}
    await tick(store, now + MONDAY - timedelta(hours=1))
    assert await told(store) == {}
    for later in (MONDAY, MONDAY + timedelta(minutes=1), MONDAY + timedelta(hours=30)):
        await tick(store, now + later)
    heard = await told(store)
    assert set(heard) == {who.person_id for who in (cast.cadre, cast.li, cast.sun, cast.zhou)}
    assert "学校现在没有在招的岗位" in (await message(store, heard[cast.li.person_id], now + MONDAY)).text
    await tick(store, now + MONDAY + timedelta(days=7))
    async with store.reading() as session:
        rows = await session.execute(select(Push).where(col(Push.template) == fair.TEMPLATE))
        assert len(list(rows.scalars())) == 2


async def test_the_change_that_adds_most_is_a_button(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        (await session.get_one(Wish, cast.zhou.person_id)).floor = 20000
        await published(session, now, "开发", **BEIJING, min_monthly=9000, max_monthly=9500, negotiable=False)
    await tick(store, now + MONDAY)
    heard = await told(store)
    shown = await message(store, heard[cast.zhou.person_id], now + MONDAY)
    assert "在招的 1 个岗位，暂时都和您的意向对不上" in shown.text
    assert "放宽一项也多不出岗位" in shown.text
    shown = await message(store, heard[cast.li.person_id], now + MONDAY)
    assert "只改一项就能多看到 <b>1</b> 个：地区不限" in shown.text
    assert shown.buttons[0][0].data == "relax_do:anywhere"


async def test_students_who_got_a_posting_or_wait_for_one_get_no_message(
    store: Store, cast: Cast, now: datetime
) -> None:
    noon = now + MONDAY
    async with store.writing() as session:
        await rhythm(session, cast.sun, Rhythm.NOON)
        await published(session, noon - timedelta(days=2), "开发", **BEIJING)
    await send_all(store, Wire(), noon - timedelta(days=2))
    await tick(store, noon)
    assert set(await told(store)) == {cast.cadre.person_id, cast.li.person_id}
    async with store.writing() as session:
        await digest.make(session, noon)
    async with store.reading() as session:
        rows = await session.execute(select(Push).where(col(Push.kind) == PushKind.DIGEST))
        [carrier] = rows.scalars()
        assert carrier.matched == 1


async def test_a_student_whose_last_posting_is_a_week_old_is_told_how_many_are_still_open(
    store: Store, cast: Cast, now: datetime
) -> None:
    async with store.writing() as session:
        await published(session, now - timedelta(days=2), "开发", **BEIJING)
    await send_all(store, Wire(), now - timedelta(days=2))
    await tick(store, now + MONDAY)
    heard = await told(store)
    assert "还在招的有 1 个合适" in (await message(store, heard[cast.zhou.person_id], now + MONDAY)).text


async def test_students_who_are_paused_settled_inactive_or_unreachable_get_no_message(
    store: Store, cast: Cast, now: datetime
) -> None:
    async with store.writing() as session:
        (await session.get_one(Student, cast.li.person_id)).opted_out = True
        (await session.get_one(Student, cast.sun.person_id)).settled = True
        (await session.get_one(Student, cast.zhou.person_id)).standing = Standing.PAUSED
        bond = await people.bond_of(session, cast.cadre.person_id)
        assert bond is not None
        bond.reach = Reach.BLOCKED
    await tick(store, now + MONDAY)
    assert await told(store) == {}
    async with store.reading() as session:
        key = f"fair:{(now + MONDAY).date().isoformat()}"
        assert await pushes.by_key(session, key) is not None


async def test_the_message_counts_towards_the_daily_cap(store: Store, cast: Cast, now: datetime) -> None:
    await tick(store, now + MONDAY)
    async with store.writing() as session:
        push = (await session.execute(select(Push).where(col(Push.template) == fair.TEMPLATE))).scalar_one()
        for _ in range(5):
            other = Push(kind=PushKind.NOTICE, template="notice/message", created_at=now)
            session.add(other)
            await session.flush()
            session.add(Delivery(push_id=other.id, person_id=cast.li.person_id, state=State.SENT, sent_at=now + MONDAY))
    await send_all(store, Wire(), now + MONDAY)
    mine = (await told(store))[cast.li.person_id]
    assert (mine.push_id, mine.state) == (push.id, State.QUEUED)
    assert mine.not_before == (now + MONDAY + timedelta(days=1)).replace(hour=0)  # 8:00 in Shanghai


async def test_the_college_sees_the_students_without_a_match_and_what_would_help(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await published(session, now, "开发", **BEIJING)
    civil = await speaker(session, cast.civil_staff)
    found = await fair.unmet(session, cast.civil, civil, now)
    assert [(line.name, line.gains[0].step, line.gains[0].more) for line in found.lines] == [
        ("张强", Step(Kind.ANYWHERE), 1),
        ("李娜", Step(Kind.ANYWHERE), 1),
    ]
    assert (await fair.unmet(session, cast.civil2, civil, now)).total == 0
    school = await fair.unmet(session, cast.school, await speaker(session, cast.office), now, None)
    assert [line.name for line in school.lines] == ["张强", "李娜"]
    for unit in (cast.computing, cast.school):
        with pytest.raises(NotAllowed):
            await fair.unmet(session, unit, civil, now)


async def test_a_policy_post_does_not_count_as_a_match_for_wishes(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        await published(session, now, "开发", **BEIJING)
        made = await approved(session, now, "志愿者", policy=True)
        await publish.publish(session, made.id, now, release=Release.IMMEDIATE)
        found = await fair.unmet(session, cast.civil, await speaker(session, cast.civil_staff), now)
        assert ([line.name for line in found.lines], found.opened) == (["张强", "李娜"], 1)
    await send_all(store, Wire(), now)
    noon = now + MONDAY + timedelta(days=7)
    await tick(store, noon)
    shown = await message(store, (await told(store))[cast.li.person_id], noon)
    assert "在招的 2 个里，只有政策性岗位 1 个您够条件" in shown.text
    assert "只改一项就能多看到 <b>1</b> 个：地区不限" in shown.text

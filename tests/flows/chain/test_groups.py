"""A group is bound to a class. Each way in which its message can fail has its own consequence."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.chain.chain import GroupState, Release
from bot.domain.chain.group import Act, PinState
from bot.domain.errors import AlreadyDone, ClassHasGroup, GroupNotYours, NotAllowed
from bot.domain.people import UnitKind
from bot.domain.postings.announcement import RecallKind
from bot.flows.chain import groups, make_reports, pinned
from bot.flows.publishing import publish, recall
from bot.messenger import Failure, SendFailed
from bot.store import people
from bot.store.chain import chain
from bot.store.people import Speaker
from bot.store.tables import Delivery, Group
from tests.cast import Cast, Member
from tests.conftest import NOON
from tests.factories import approved

ROOM, OTHER = -100, -200


async def speaker(session: AsyncSession, who: Member) -> Speaker:
    found = await people.speaker(session, who.telegram_id)
    assert found is not None
    return found


async def bound(session: AsyncSession, cast: Cast, chat_id: int = ROOM) -> Group:
    await groups.present(session, chat_id, "土木2301 大家庭", may_pin=True)
    await session.flush()
    await groups.bind(session, chat_id, cast.civil1, 5, await speaker(session, cast.cadre), NOON)
    await session.flush()
    return (await session.execute(select(Group).where(col(Group.chat_id) == chat_id))).scalar_one()


async def next_plan(session: AsyncSession, group: Group) -> pinned.Plan:
    found = await pinned.plan(session, group.id, "jiuye_bot", NOON)
    assert found is not None
    return found


@pytest.mark.parametrize("who", ["li", "civil_staff", "office"])
async def test_only_cadres_and_counsellors_may_bind_a_group(session: AsyncSession, cast: Cast, who: str) -> None:
    await groups.present(session, ROOM, "某群", may_pin=False)
    await session.flush()
    with pytest.raises(GroupNotYours):
        await groups.offered(session, ROOM, await speaker(session, getattr(cast, who)))
    with pytest.raises(GroupNotYours):
        await groups.offered(session, ROOM, None)


async def test_a_group_has_one_class_and_a_class_one_group(session: AsyncSession, cast: Cast) -> None:
    group = await bound(session, cast)
    counsellor = await speaker(session, cast.counsellor)
    with pytest.raises(AlreadyDone):
        await groups.bind(session, ROOM, cast.civil2, 6, counsellor, NOON)
    await groups.present(session, OTHER, "另一个群", may_pin=True)
    await session.flush()
    with pytest.raises(ClassHasGroup):
        await groups.bind(session, OTHER, cast.civil1, 6, counsellor, NOON)
    assert (group.class_id, group.message_id) == (cast.civil1, 5)


async def test_a_lost_group_makes_room_and_a_stranger_cannot_unbind_one(session: AsyncSession, cast: Cast) -> None:
    group = await bound(session, cast)
    with pytest.raises(NotAllowed):
        await groups.unbind(session, group.id, await speaker(session, cast.computing_staff))
    await groups.gone(session, ROOM)
    await bound(session, cast, OTHER)
    assert [row.chat_id for row in (await session.execute(select(Group))).scalars()] == [OTHER]


async def test_a_send_in_doubt_is_not_repeated_until_the_text_changes(session: AsyncSession, cast: Cast) -> None:
    group = await bound(session, cast)
    group.message_id = None
    plan = await next_plan(session, group)
    assert plan.act is Act.SEND
    assert await pinned.claim(session, plan)
    await pinned.failed(session, plan, SendFailed(Failure.UNCERTAIN), "jiuye_bot", NOON)
    assert await pinned.plan(session, group.id, "jiuye_bot", NOON) is None
    assert not await pinned.claim(session, plan)
    group.shown = "what it said before a change"
    assert (await next_plan(session, group)).act is Act.SEND


async def test_a_refused_send_is_retried(session: AsyncSession, cast: Cast) -> None:
    group = await bound(session, cast)
    group.message_id = None
    plan = await next_plan(session, group)
    assert await pinned.claim(session, plan)
    await pinned.failed(session, plan, SendFailed(Failure.RETRY_LATER, retry_after=3), "jiuye_bot", NOON)
    assert (await next_plan(session, group)).act is Act.SEND


async def test_a_deleted_message_is_sent_and_pinned_again(session: AsyncSession, cast: Cast) -> None:
    group = await bound(session, cast)
    plan = await next_plan(session, group)
    assert (plan.act, plan.message_id) == (Act.EDIT, 5)
    await pinned.failed(session, plan, SendFailed(Failure.GONE), "jiuye_bot", NOON)
    plan = await next_plan(session, group)
    assert await pinned.claim(session, plan)
    await pinned.done(session, plan, 9)
    assert (await next_plan(session, group)).act is Act.PIN


async def test_a_refused_pin_is_reported_once_and_retried_when_rights_change(session: AsyncSession, cast: Cast) -> None:
    group = await bound(session, cast)
    await pinned.done(session, await next_plan(session, group), None)
    for _ in range(2):
        plan = await next_plan(session, group)
        await pinned.failed(session, plan, SendFailed(Failure.NO_RIGHT), "jiuye_bot", NOON)
        assert await pinned.plan(session, group.id, "jiuye_bot", NOON) is None
        await groups.present(session, ROOM, "", may_pin=True)
        assert group.pin is PinState.DUE
    told = (await session.execute(select(Delivery))).scalars().all()
    assert [row.person_id for row in told] == [cast.cadre.person_id]


async def test_a_moved_group_replaces_the_row_made_for_its_new_chat(session: AsyncSession, cast: Cast) -> None:
    group = await bound(session, cast)
    await groups.present(session, OTHER, "土木2301 大家庭", may_pin=True)
    await session.flush()
    await groups.moved(session, ROOM, OTHER)
    await session.flush()
    assert [(row.id, row.chat_id) for row in (await session.execute(select(Group))).scalars()] == [(group.id, OTHER)]


async def test_a_group_that_adds_the_bot_again_is_the_class_group_as_before(session: AsyncSession, cast: Cast) -> None:
    group = await bound(session, cast)
    await groups.gone(session, ROOM)
    assert group.state is GroupState.LOST
    await groups.present(session, ROOM, "土木2301 大家庭", may_pin=True)
    assert (group.state, group.class_id, group.message_id, group.shown) == (GroupState.BOUND, cast.civil1, 5, "")


async def test_the_message_shows_recalled_announcements_and_the_colleges_hint(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    group = await bound(session, cast)
    for title in ("施工员", "测量员"):
        announcement = await approved(session, now, title, employer=f"{title}设计院")
        push = await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)
        for rung in await chain.rungs_of(session, push.id, UnitKind.CLASS):
            rung.note = "院里推荐"
    await make_reports.make_due(session, now + timedelta(days=1))
    message = await pinned.message_for(session, group, "jiuye_bot", now + timedelta(days=1))
    text = message.text
    assert all(words in text for words in ("施工员设计院", "测量员设计院", "院里推荐", "土木2301"))
    assert [button.label for row in message.buttons for button in row] == ["看看适合我的岗位"] and "----" not in text
    await recall.recall(session, announcement.id, RecallKind.FRAUD, "收取押金", None, now + timedelta(days=1))
    text = (await pinned.message_for(session, group, "jiuye_bot", now + timedelta(days=1))).text
    assert "【撤回】测量员设计院" in text
    assert "学校已停止发布" in text and "涉嫌" not in text
    assert "收取押金" not in text  # a class group reads the status, and no typed words about an employer
    assert "施工员设计院" in text


async def test_even_a_long_way_to_apply_fits_the_message(session: AsyncSession, cast: Cast, now: datetime) -> None:
    group = await bound(session, cast)
    announcement = await approved(session, now, "施工员")
    await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)
    announcement.apply_how = "先注册，" * 1500
    await make_reports.make_due(session, now + timedelta(days=1))
    text = (await pinned.message_for(session, group, "jiuye_bot", now + timedelta(days=1))).text
    assert "长春示例设计院" in text
    assert len(text) < 2000

"""我已了解: only the addressee may press it, it proves arrival, and staff see the answers of their own units."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.delivery import State
from bot.domain.errors import NotAllowed, NotFound, Stale
from bot.domain.people import Role
from bot.flows.delivery import acknowledge, notify
from bot.flows.delivery.acknowledge import Share
from bot.flows.delivery.notify import Draft
from bot.flows.warnings import warn
from bot.store import people
from bot.store.people import Speaker
from bot.store.tables import Delivery, Push, Unit
from tests.cast import Cast, Member


async def speaking(session: AsyncSession, who: Member) -> Speaker:
    found = await people.speaker(session, who.telegram_id)
    assert found is not None
    return found


async def warned(session: AsyncSession, unit_id: int, now: datetime, state: State = State.SENT) -> Push:
    """Return a warning whose queued deliveries were all set to ``state``."""
    push = await warn.send(session, "F01", await session.get_one(Unit, unit_id), now)
    for delivery in await deliveries(session, push):
        if delivery.state == State.QUEUED:
            delivery.state = state
    await session.flush()
    return push


async def deliveries(session: AsyncSession, push: Push, *who: Member) -> Sequence[Delivery]:
    query = select(Delivery).where(col(Delivery.push_id) == push.id)
    if who:
        query = query.where(col(Delivery.person_id).in_([member.person_id for member in who]))
    return (await session.execute(query)).scalars().all()


async def test_only_the_addressee_may_acknowledge(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await warned(session, cast.civil, now)
    delivery = (await deliveries(session, push, cast.li))[0]
    for other in (cast.sun, cast.office):
        with pytest.raises(NotAllowed):
            await acknowledge.acknowledge(session, delivery.id, await speaking(session, other), now)
    assert delivery.state == State.SENT


@pytest.mark.parametrize("before", [State.SENT, State.OPENED, State.SENDING, State.UNCERTAIN])
async def test_an_acknowledgement_proves_arrival_and_a_repeat_changes_nothing(
    session: AsyncSession, cast: Cast, now: datetime, before: State
) -> None:
    push = await warned(session, cast.civil2, now, before)
    [delivery], me = await deliveries(session, push), await speaking(session, cast.sun)
    await acknowledge.acknowledge(session, delivery.id, me, now)
    first = delivery.acknowledged_at
    await acknowledge.acknowledge(session, delivery.id, me, datetime.fromisoformat("2026-12-24T12:00:00+08:00"))
    assert (delivery.state, delivery.acknowledged_at) == (State.ACKNOWLEDGED, first)


async def test_the_button_of_a_recalled_message_is_stale(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await warned(session, cast.civil2, now)
    delivery = (await deliveries(session, push))[0]
    delivery.state = State.RECALLED
    with pytest.raises(Stale):
        await acknowledge.acknowledge(session, delivery.id, await speaking(session, cast.sun), now)


async def test_the_office_sees_exact_counts_by_college_that_add_up(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await warned(session, cast.school, now)
    (await deliveries(session, push, cast.li))[0].state = State.ACKNOWLEDGED
    (await deliveries(session, push, cast.sun))[0].state = State.UNCERTAIN
    await session.flush()
    board = await acknowledge.board(session, push.id, await speaking(session, cast.office))
    assert {unit.name: share for unit, share in board.lines} == {
        "土木学院": Share(matched=5, acknowledged=1, silent=2, no_bot=1, relayed=0, other=1),
        "计算机学院": Share(matched=2, acknowledged=0, silent=1, no_bot=1, relayed=0, other=0),
    }
    assert board.total.matched == 7


async def test_a_class_is_shown_with_the_names_of_those_to_call(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await warned(session, cast.school, now)
    (await deliveries(session, push, cast.li))[0].state = State.ACKNOWLEDGED
    await session.flush()
    for who in (cast.office, cast.civil_staff, cast.counsellor):
        board = await acknowledge.board(session, push.id, await speaking(session, who), cast.civil1)
        assert (board.silent, board.unreached) == (["张强", "赵磊"], ["王伟"])


async def test_a_counsellor_sees_their_classes_and_a_college_its_own(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await warned(session, cast.school, now)
    college, counsellor = await speaking(session, cast.civil_staff), await speaking(session, cast.counsellor)
    seen = [await acknowledge.board(session, push.id, who) for who in (college, counsellor)]
    assert [[unit.name for unit, _ in board.lines] for board in seen] == [
        ["土木2301", "土木2302"],
        ["土木2301", "土木2302", "软件2301"],
    ]
    for foreign in (cast.software1, cast.computing, cast.school):
        with pytest.raises(NotAllowed):
            await acknowledge.board(session, push.id, college, foreign)


async def test_a_college_sees_only_the_pushes_that_went_to_its_students(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    theirs = await warned(session, cast.software1, now)
    await notify.send(session, Draft("不要回执", await session.get_one(Unit, cast.software1)), now)
    computing = await acknowledge.recent(session, await speaking(session, cast.computing_staff))
    assert [board.push.id for board in computing] == [theirs.id]
    assert await acknowledge.recent(session, await speaking(session, cast.civil_staff)) == []


async def test_a_push_that_asks_for_no_answer_has_no_board(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await notify.send(session, Draft("不要回执", await session.get_one(Unit, cast.school)), now)
    with pytest.raises(NotFound):
        await acknowledge.board(session, push.id, await speaking(session, cast.office))


async def test_a_cadre_is_shown_no_names(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await warned(session, cast.civil1, now)
    cadre = await speaking(session, cast.cadre)
    assert cadre.holds(Role.CADRE)
    with pytest.raises(NotAllowed):
        await acknowledge.board(session, push.id, cadre, cast.civil1)

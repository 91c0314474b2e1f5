"""Holders declare for their own class only, once, and only while there is a posting to relay."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.chain.chain import RungState
from bot.domain.errors import AlreadyDone, Ended, NotAllowed, NotFound
from bot.flows.chain import chase, declare, relay
from bot.store.chain import cadres, chain
from bot.store.delivery import pushes
from bot.store.tables import Delivery, Person
from tests.cast import Cast
from tests.flows.chain.test_report import published, reports, speaker, tasks_of, tick

DAY = timedelta(days=1)


async def test_only_a_holder_of_the_class_may_declare(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await published(session, now)
    await tick(session, now + DAY)
    (made,) = await reports(session, cast.civil1)
    cadre = await speaker(session, cast.cadre)
    seat = await cadres.seat_of(session, cast.cadre.person_id, cast.civil1)
    assert seat is not None
    seat.unit_id = cast.civil2  # a cadre of another class
    await session.flush()
    for stranger in (await speaker(session, cast.cadre), await speaker(session, cast.li)):
        with pytest.raises(NotAllowed):
            await declare.relayed_to_group(session, made.id, stranger, now)
        with pytest.raises(NotAllowed):
            await declare.told(session, made.id, cast.wang.person_id, "person", stranger, now)
    seat.unit_id, seat.until = cast.civil1, now  # a former cadre
    await session.flush()
    with pytest.raises(NotAllowed):
        await declare.take_back(session, made.id, await speaker(session, cast.cadre), now)
    await declare.relayed_to_group(session, made.id, cadre, now)
    with pytest.raises(AlreadyDone):
        await declare.relayed_to_group(session, made.id, cadre, now)
    with pytest.raises(NotFound):
        await declare.told(session, made.id, cast.li.person_id, "person", cadre, now)  # reached by the bot


async def test_a_closed_report_takes_no_declaration_and_gets_no_reminder(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await published(session, now)
    await tick(session, now + DAY)
    (made,) = await reports(session, cast.civil1)
    await relay.close(session, push.id, now + DAY)
    await session.refresh(made)
    with pytest.raises(Ended):
        await declare.relayed_to_group(session, made.id, await speaker(session, cast.cadre), now)
    await tick(session, now + 3 * DAY)
    assert made.state == RungState.CLOSED
    assert [p.template for p in await tasks_of(session, cast.cadre, now)] == ["chain/report"]


async def test_an_expired_report_takes_no_declaration(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await published(session, now, deadline=now.date() + 2 * DAY)
    await tick(session, now + DAY)
    (made,) = await reports(session, cast.civil1)
    cadre, late = await speaker(session, cast.cadre), now + 4 * DAY
    with pytest.raises(Ended):
        await declare.relayed_to_group(session, made.id, cadre, late)
    with pytest.raises(Ended):
        await declare.told(session, made.id, cast.wang.person_id, "person", cadre, late)
    assert await chase.need_hand(session, late) == []


async def test_taking_back_does_not_reopen_a_closed_rung(session: AsyncSession, cast: Cast, now: datetime) -> None:
    kept, gone = await published(session, now, "甲公司"), await published(session, now, "乙公司")
    await tick(session, now + DAY)
    (made,) = await reports(session, cast.civil1)
    cadre = await speaker(session, cast.cadre)
    await relay.close(session, gone.id, now + DAY)
    await declare.relayed_to_group(session, made.id, cadre, now)
    await declare.take_back(session, made.id, cadre, now)
    states = []
    for push in (kept, gone):
        rung = await chain.rung_for(session, push.id, cast.civil1)
        assert rung is not None
        await session.refresh(rung)
        states.append(rung.state)
    assert states == [RungState.OPEN, RungState.CLOSED]


async def test_the_names_left_are_one_fewer_for_each_classmate_told(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await published(session, now)
    for place in range(12):
        person = Person(number=f"2023019{place:02d}", name=f"同学{place}", name_key=f"同学{place}")
        session.add(person)
        await session.flush()
        row = (
            await session.execute(
                select(Delivery).where(col(Delivery.push_id) == push.id, col(Delivery.person_id) == cast.wang.person_id)
            )
        ).scalar_one()
        session.add(Delivery(**row.model_dump(exclude={"id", "person_id"}), person_id=person.id))
    await session.flush()
    await tick(session, now + DAY)
    (made,) = await reports(session, cast.civil1)
    cadre = await speaker(session, cast.cadre)
    seen = await declare.view(session, made.id, cadre)
    assert len(seen.left) == 13
    after = await declare.told(session, made.id, cast.wang.person_id, "phone", cadre, now)
    assert len(after.left) == 12
    again = await declare.told(session, made.id, cast.wang.person_id, "phone", cadre, now)
    assert len(again.left) == 13
    assert await pushes.newest_of(session, [f"report:{made.id}"]) is not None

"""A college gets one list. It passes on all of it, passes it on to a part of its classes, or passes on nothing. Nobody
can stall the chain."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.chain.chain import RungState
from bot.domain.delivery.delivery import Skip, State
from bot.domain.errors import AlreadyDone, BadInput, NotAllowed, Stale
from bot.domain.people import BondState, UnitKind
from bot.flows.chain import make_reports, relay, waiting
from bot.flows.delivery import compose
from bot.flows.publishing import publish
from bot.store import people
from bot.store.chain import chain
from bot.store.delivery import ledgers, pushes
from bot.store.people import Speaker
from bot.store.tables import Delivery, Push, Rung
from tests.cast import Cast, Member
from tests.factories import approved

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


async def speaker(session: AsyncSession, member: Member) -> Speaker:
    found = await people.speaker(session, member.telegram_id)
    assert found is not None
    return found


async def published(session: AsyncSession, now: datetime, employer: str, **fields: Any) -> Push:
    announcement = await approved(session, now, "技术员", employer=employer, **fields)
    return await publish.publish(session, announcement.id, now)


async def rung_of(session: AsyncSession, push: Push, unit: int) -> Rung:
    found = await chain.rung_for(session, push.id, unit)
    assert found is not None
    return found


async def lists(session: AsyncSession, college: int) -> list[Push]:
    rows = await session.execute(
        select(Push).where(col(Push.key).startswith(f"college:{college}:")).order_by(col(Push.id))
    )
    return list(rows.scalars())


async def delivery_of(session: AsyncSession, push: Push) -> Delivery:
    return (await session.execute(select(Delivery).where(col(Delivery.push_id) == push.id))).scalar_one()


async def states(session: AsyncSession, push: Push, class_id: int) -> set[State]:
    rows = await session.execute(
        select(col(Delivery.state)).where(col(Delivery.push_id) == push.id, col(Delivery.class_id) == class_id)
    )
    return set(rows.scalars())


async def test_a_busy_morning_makes_one_message_that_is_kept_current(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await published(session, now, "甲公司")
    await waiting.tell_all(session, now)
    (first,) = await lists(session, cast.civil)
    delivery = await delivery_of(session, first)
    delivery.state = State.SENT
    await published(session, now + MINUTE, "乙公司")
    assert await waiting.tell_all(session, now + MINUTE) == 0
    assert await lists(session, cast.civil) == [first]
    await session.refresh(delivery)
    assert delivery.outdated
    shown = await compose.message_for(session, first, delivery, now)
    assert "甲公司" in shown.text and "乙公司" in shown.text and "2 条" in shown.text
    assert [b.data for row in shown.buttons for b in row][-1] == f"passall:{cast.civil}"


async def test_the_afternoon_brings_a_second_message_only_for_new_announcements(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await published(session, now, "甲公司")
    assert await waiting.tell_all(session, now) == 2  # to both colleges
    assert await waiting.tell_all(session, now + 1.6 * HOUR) == 0
    await published(session, now + HOUR, "乙公司")
    assert await waiting.tell_all(session, now + HOUR) == 0
    assert len(await lists(session, cast.civil)) == 1
    assert await waiting.tell_all(session, now + 1.6 * HOUR) == 2
    assert await waiting.tell_all(session, now + 1.7 * HOUR) == 0
    await published(session, now + 2 * HOUR, "丙公司")
    assert await waiting.tell_all(session, now + 2 * HOUR) == 0
    assert len(await lists(session, cast.civil)) == 2


async def test_announcements_of_the_night_wait_for_the_morning(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    night = now + 11 * HOUR
    await published(session, night, "甲公司")
    assert await waiting.tell_all(session, night) == 0
    assert await lists(session, cast.civil) == []
    assert await waiting.tell_all(session, now + 20 * HOUR) == 2


async def test_an_urgent_announcement_has_a_card_of_its_own(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await published(session, now, "甲公司", deadline=now.date() + timedelta(days=1))
    rung = await rung_of(session, push, cast.civil)
    assert await waiting.tell_all(session, now) == 0
    assert await lists(session, cast.civil) == []
    assert await pushes.by_key(session, f"rung:{rung.id}") is not None


async def test_all_listed_rungs_pass_at_once_and_newer_ones_wait(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    pushed = [await published(session, now, name) for name in ("甲公司", "乙公司", "丙公司")]
    staff = await speaker(session, cast.civil_staff)
    newest = (await rung_of(session, pushed[1], cast.civil)).id
    held = await rung_of(session, pushed[0], cast.civil)
    await relay.hold(session, held.id, staff, now, now + 3 * HOUR, "check")
    assert await relay.pass_all(session, cast.civil, newest, staff, now) == 1
    assert [(await rung_of(session, push, cast.civil)).state for push in pushed] == [
        RungState.HELD,
        RungState.PASSED,
        RungState.OPEN,
    ]
    with pytest.raises(AlreadyDone):
        await relay.pass_all(session, cast.civil, newest, staff, now)
    with pytest.raises(NotAllowed):
        await relay.pass_all(session, cast.civil, newest, await speaker(session, cast.computing_staff), now)


async def test_a_rung_is_bypassed_at_once_when_nobody_of_its_college_has_the_bot(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    bond = await people.bond_of(session, cast.civil_staff.person_id)
    assert bond is not None
    bond.state = BondState.ENDED
    await session.flush()
    push = await published(session, now, "甲公司")
    assert (await rung_of(session, push, cast.civil)).state == RungState.BYPASSED
    assert State.QUEUED in await states(session, push, cast.civil1)


async def test_a_rung_cannot_be_passed_on_twice(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await published(session, now, "甲公司")
    rung, staff = await rung_of(session, push, cast.civil), await speaker(session, cast.civil_staff)
    await relay.pass_on(session, rung.id, staff, now, "周五前来学院盖章")
    with pytest.raises(AlreadyDone):
        await relay.pass_on(session, rung.id, staff, now, "不用来了")
    assert rung.note == "周五前来学院盖章"


async def test_a_colleagues_list_shows_that_a_rung_was_passed(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await published(session, now, "甲公司")
    await waiting.tell_all(session, now)
    (first,) = await lists(session, cast.civil)
    delivery = await delivery_of(session, first)
    delivery.state = State.SENT
    rung = await rung_of(session, push, cast.civil)
    await relay.pass_on(session, rung.id, await speaker(session, cast.office), now)
    await session.refresh(delivery)
    assert delivery.outdated
    assert "没有待下发" in (await compose.message_for(session, first, delivery, now)).text


async def test_chosen_classes_get_the_push_now_with_the_note_and_the_others_at_the_deadline(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await published(session, now, "甲公司")
    rung = await rung_of(session, push, cast.civil)
    staff = await speaker(session, cast.civil_staff)
    card = await relay.pass_classes(session, rung.id, [cast.civil2], staff, now, "周五前来学院盖章")
    assert (card.is_open, rung.passed_classes) == (True, [cast.civil2])
    assert await states(session, push, cast.civil2) == {State.QUEUED}
    assert State.WAITING in await states(session, push, cast.civil1)
    assert (await rung_of(session, push, cast.civil2)).note == "周五前来学院盖章"
    assert await chain.rung_for(session, push.id, cast.civil1) is None
    with pytest.raises(Stale):
        await relay.pass_classes(session, rung.id, [cast.civil2], staff, now)
    assert await relay.pass_by_itself(session, now + 3 * HOUR) == 2
    assert rung.state == RungState.PASSED  # not BYPASSED, because the college did act
    assert State.WAITING not in await states(session, push, cast.civil1)
    assert (await rung_of(session, push, cast.civil1)).note == ""


async def test_the_rung_ends_when_the_last_classes_are_chosen(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await published(session, now, "甲公司")
    rung = await rung_of(session, push, cast.civil)
    staff = await speaker(session, cast.civil_staff)
    with pytest.raises(BadInput):
        await relay.pass_classes(session, rung.id, [], staff, now)
    with pytest.raises(Stale):
        await relay.pass_classes(session, rung.id, [cast.software1], staff, now)
    with pytest.raises(NotAllowed):
        await relay.pass_classes(session, rung.id, [cast.civil1], await speaker(session, cast.counsellor), now)
    await relay.pass_classes(session, rung.id, [cast.civil1], staff, now)
    await relay.pass_classes(session, rung.id, [cast.civil2], staff, now)
    assert rung.state == RungState.PASSED


async def test_a_recall_closes_every_rung_and_the_report(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await published(session, now, "甲公司")
    staff = await speaker(session, cast.civil_staff)
    await relay.pass_on(session, (await rung_of(session, push, cast.civil)).id, staff, now)
    noon = now + timedelta(days=1)
    (made,) = [each for each in await make_reports.make_due(session, noon) if each.class_id == cast.civil1]
    await relay.close(session, push.id, noon)
    await session.refresh(made)
    assert made.state == RungState.CLOSED
    closed = {rung.state for rung in await chain.rungs_of(session, push.id, UnitKind.CLASS)}
    assert closed == {RungState.CLOSED}
    assert (await rung_of(session, push, cast.computing)).state == RungState.CLOSED


async def test_an_expired_push_is_no_longer_held(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await published(session, now, "甲公司", deadline=now.date() + timedelta(days=3))
    rung = await rung_of(session, push, cast.civil)
    later, staff = now + timedelta(days=5), await speaker(session, cast.civil_staff)
    with pytest.raises(BadInput):
        await relay.hold(session, rung.id, staff, now, later, "check")
    await relay.hold(session, rung.id, staff, now, now + timedelta(days=2), "check")
    assert await relay.close_ended(session, later) == 1
    assert rung.state == RungState.CLOSED
    row = await ledgers.ledger_of(session, push.id)
    assert row.balances and row.waiting == 0 and row.skipped[Skip.EXPIRED] == 4
    assert await relay.close_ended(session, later) == 0

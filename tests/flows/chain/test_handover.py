"""A cadre names a successor, who accepts or declines. The seat moves on its date, and old buttons stop working."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.chain.chain import Release
from bot.domain.delivery.delivery import State
from bot.domain.errors import AlreadyDone, HandoverOpen, NotAllowed, Stale, SuccessorUnreached
from bot.domain.people import HandoverState, Role
from bot.flows import holders
from bot.flows.chain import cadres, chase, declare, handover, make_reports
from bot.flows.delivery import compose
from bot.flows.publishing import publish
from bot.store import people
from bot.store.chain import cadres as store
from bot.store.delivery import pushes
from bot.store.people import Speaker
from tests.cast import Cast, Member
from tests.factories import approved
from tests.flows.chain.test_cadres import history
from tests.flows.chain.test_relay import delivery_of

DAY = timedelta(days=1)


async def speaker(session: AsyncSession, member: Member) -> Speaker:
    found = await people.speaker(session, member.telegram_id)
    assert found is not None
    return found


async def offered(session: AsyncSession, cast: Cast, now: datetime) -> int:
    by = await speaker(session, cast.cadre)
    return (await handover.offer(session, cast.civil1, cast.li.person_id, by, now)).handover.id


async def test_the_successor_accepts_and_the_open_report_goes_with_the_seat(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement = await approved(session, now, "技术员")
    await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)
    (made,) = [each for each in await make_reports.make_due(session, now + DAY) if each.class_id == cast.civil1]
    await handover.accept(session, await offered(session, cast, now), await speaker(session, cast.li), now + DAY)
    with pytest.raises(NotAllowed):
        await declare.relayed_to_group(session, made.id, await speaker(session, cast.cadre), now)
    await declare.relayed_to_group(session, made.id, await speaker(session, cast.li), now)
    assert [seat.until for seat in await history(session, cast.cadre)] == [now + DAY]
    assert (await holders.holding(session, cast.civil1, now)).people == (cast.li.person_id,)


async def test_the_counsellor_learns_of_a_handover_at_noon(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await handover.accept(session, await offered(session, cast, now), await speaker(session, cast.li), now)
    assert await chase.tell_counsellors(session, now + DAY) == 1
    assert await chase.tell_counsellors(session, now + 2 * DAY) == 0
    push = await pushes.by_key(session, f"counsellor:{cast.counsellor.person_id}:{(now + DAY).date()}")
    assert push is not None
    shown = await compose.message_for(session, push, await delivery_of(session, push), now)
    assert "土木2301：张强 → 李娜" in shown.text


async def test_a_class_has_one_open_handover(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await cadres.appoint(
        session, cast.civil1, cast.zhao.person_id, await speaker(session, cast.counsellor), now, substitute=True
    )
    await offered(session, cast, now)
    with pytest.raises(HandoverOpen):
        await offered(session, cast, now)


async def test_a_successor_who_declines_changes_nothing(session: AsyncSession, cast: Cast, now: datetime) -> None:
    offer = await offered(session, cast, now)
    li = await speaker(session, cast.li)
    await handover.decline(session, offer, li, now)
    assert (await speaker(session, cast.cadre)).holds(Role.CADRE)
    for press in (handover.accept, handover.decline):
        with pytest.raises(AlreadyDone):
            await press(session, offer, li, now)
    assert await store.offered(session, cast.civil1) is None


async def test_a_withdrawn_offer_says_so_and_cannot_be_accepted(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    offer = await offered(session, cast, now)
    push = await pushes.by_key(session, f"handover:{offer}")
    assert push is not None
    delivery = await delivery_of(session, push)
    delivery.state = State.SENT
    await handover.withdraw(session, offer, await speaker(session, cast.cadre), now)
    await session.refresh(delivery)
    assert delivery.outdated
    assert "已撤回" in (await compose.message_for(session, push, delivery, now)).text
    with pytest.raises(AlreadyDone):
        await handover.accept(session, offer, await speaker(session, cast.li), now)
    with pytest.raises(AlreadyDone):
        await handover.withdraw(session, offer, await speaker(session, cast.cadre), now)


@pytest.mark.parametrize("who", ["wang", "zhao", "sun", "cadre"])
async def test_only_a_confirmed_classmate_can_be_asked_to_follow(
    session: AsyncSession, cast: Cast, now: datetime, who: str
) -> None:
    by = await speaker(session, cast.cadre)
    with pytest.raises(SuccessorUnreached):
        await handover.offer(session, cast.civil1, getattr(cast, who).person_id, by, now)


async def test_presses_of_other_people_are_refused(session: AsyncSession, cast: Cast, now: datetime) -> None:
    offer = await offered(session, cast, now)
    sun = await speaker(session, cast.sun)
    for press in (handover.accept, handover.decline, handover.withdraw):
        with pytest.raises(NotAllowed):
            await press(session, offer, sun, now)
    with pytest.raises(NotAllowed):
        await handover.offer(session, cast.civil1, cast.li.person_id, sun, now)
    with pytest.raises(NotAllowed):
        await handover.withdraw(session, offer, await speaker(session, cast.li), now)


async def test_a_relieved_cadre_has_no_seat_to_hand_over(session: AsyncSession, cast: Cast, now: datetime) -> None:
    offer = await offered(session, cast, now)
    counsellor = await speaker(session, cast.counsellor)
    (seat,) = await history(session, cast.cadre)
    await cadres.relieve(session, seat.id, counsellor, now)
    with pytest.raises(Stale):
        await handover.accept(session, offer, await speaker(session, cast.li), now)
    assert not (await speaker(session, cast.li)).holds(Role.CADRE)
    again = await cadres.put_back(session, seat.id, counsellor, now)
    assert again.until is None
    found = await store.offered(session, cast.civil1)
    assert found is not None and found.state == HandoverState.OFFERED

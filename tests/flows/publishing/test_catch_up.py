"""Students who join late get open announcements with the next digest, and each student is counted once."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.chain.chain import Release
from bot.domain.delivery.delivery import State
from bot.domain.people import BondState, Reach, Standing, Trust
from bot.flows.chain import relay
from bot.flows.publishing import catch_up, publish
from bot.flows.student import digest
from bot.flows.wishes import wishes
from bot.store import choices, people
from bot.store.chain.chain import rungs_of
from bot.store.delivery import ledgers, outgoing
from bot.store.tables import Bond, Push, Student
from tests.cast import Cast, Member
from tests.digests import delivery_of, digests_of, published
from tests.factories import approved

LATER = timedelta(minutes=10)


async def quiet_start(session: AsyncSession, now: datetime) -> None:
    """Run the catch-up for all students of the cast."""
    while await catch_up.some(session, now + LATER):
        continue


async def bind(session: AsyncSession, who: Member, now: datetime) -> None:
    session.add(
        Bond(
            person_id=who.person_id,
            telegram_id=who.telegram_id,
            state=BondState.BOUND,
            trust=Trust.PERSONAL,
            bound_at=now,
        )
    )
    await session.flush()


async def test_people_who_changed_nothing_are_caught_up_only_once(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await published(session, now, "施工员")
    matched = push.matched
    assert await catch_up.some(session, now + LATER) == 5
    assert await catch_up.some(session, now + 2 * LATER) == 0
    assert push.matched == matched


async def test_a_student_who_binds_late_is_queued_for_the_next_digest(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await quiet_start(session, now)
    push = await published(session, now, "施工员")
    assert (await delivery_of(session, push, cast.wang)).state == State.NO_BOT
    await bind(session, cast.wang, now + LATER)
    assert await catch_up.some(session, now + LATER) == 0  # students may still be filling in wishes
    assert await catch_up.some(session, now + 2 * LATER) == 1
    row = await delivery_of(session, push, cast.wang)
    assert (row.state, row.bundled) == (State.QUEUED, True)
    assert (await ledgers.ledger_of(session, push.id)).balances
    assert await digest.make(session, now + timedelta(days=1)) == 1
    assert len(await digests_of(session, cast.wang)) == 1


async def test_a_latecomer_waits_at_an_open_rung_like_everybody(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await quiet_start(session, now)
    announcement = await approved(session, now, "施工员")
    push = await publish.publish(session, announcement.id, now, release=Release.COLLEGE)
    await bind(session, cast.wang, now)
    assert await catch_up.some(session, now + LATER) == 1
    assert (await delivery_of(session, push, cast.wang)).state == State.WAITING
    staff = await people.speaker(session, cast.civil_staff.telegram_id)
    assert staff is not None
    [rung] = [rung for rung in await rungs_of(session, push.id) if rung.unit_id == cast.civil]
    await relay.pass_on(session, rung.id, staff, now + LATER)
    row = await delivery_of(session, push, cast.wang)
    assert (row.state, row.bundled) == (State.QUEUED, True)


async def test_a_latecomer_whose_college_has_no_rung_is_queued_at_once(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await quiet_start(session, now)
    announcement = await approved(session, now, "施工员", regions=["220100"], anywhere=False)
    push = await publish.publish(session, announcement.id, now, release=Release.COLLEGE)
    assert cast.computing not in {rung.unit_id for rung in await rungs_of(session, push.id)}
    await wishes.put(session, cast.zhou.person_id, now + LATER, regions=["220000"])
    assert await catch_up.some(session, now + 2 * LATER) == 1
    assert (await delivery_of(session, push, cast.zhou)).state == State.QUEUED


async def test_wider_wishes_bring_open_announcements_with_the_next_digest_only(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await quiet_start(session, now)
    push = await published(session, now, "施工员", regions=["440100"], anywhere=False)
    before = push.matched
    await wishes.put(session, cast.li.person_id, now + LATER, regions=["440000"])
    assert await catch_up.some(session, now + 2 * LATER) == 1
    row = await delivery_of(session, push, cast.li)
    assert (row.state, row.bundled) == (State.QUEUED, True)
    assert push.matched == before + 1
    assert row.id not in {each.delivery_id for each in await outgoing.due(session, now + 2 * LATER, 100)}
    assert (await ledgers.ledger_of(session, push.id)).balances


async def test_a_student_told_by_a_classmate_stays_told(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await quiet_start(session, now)
    push = await published(session, now, "施工员")
    (await delivery_of(session, push, cast.wang)).state = State.RELAYED
    await bind(session, cast.wang, now)
    await catch_up.some(session, now + LATER)
    assert (await delivery_of(session, push, cast.wang)).state == State.RELAYED


async def test_a_student_who_unblocks_the_bot_gets_the_missed_announcements(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await quiet_start(session, now)
    await catch_up.chat_shut(session, cast.li.telegram_id)
    push = await published(session, now, "施工员")
    assert (await delivery_of(session, push, cast.li)).state == State.BLOCKED
    assert await catch_up.chat_open(session, cast.li.telegram_id)
    assert not await catch_up.chat_open(session, cast.li.telegram_id)
    assert await catch_up.some(session, now + LATER) == 1
    assert (await delivery_of(session, push, cast.li)).state == State.QUEUED


async def test_unblocking_keeps_the_students_own_pause(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await quiet_start(session, now)
    (await session.get_one(Student, cast.li.person_id)).opted_out = True
    await catch_up.chat_shut(session, cast.li.telegram_id)
    await catch_up.chat_open(session, cast.li.telegram_id)
    await session.flush()
    bond = await people.bond_of(session, cast.li.person_id)
    assert bond is not None and bond.reach == Reach.OPEN
    assert (await session.get_one(Student, cast.li.person_id)).opted_out
    assert await catch_up.some(session, now + LATER) == 0


async def test_settled_and_paused_students_are_not_caught_up(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await quiet_start(session, now)
    push = await published(session, now, "施工员", regions=["440100"], anywhere=False)
    for who in (cast.li, cast.zhou):
        await wishes.put(session, who.person_id, now, regions=["440000"])
    (await session.get_one(Student, cast.li.person_id)).settled = True
    (await session.get_one(Student, cast.zhou.person_id)).standing = Standing.PAUSED
    await session.flush()
    before = push.matched
    await catch_up.some(session, now + LATER)
    assert push.matched == before


async def test_a_closed_announcement_is_not_caught_up(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await quiet_start(session, now)
    push = await published(session, now, "施工员")
    await bind(session, cast.wang, now + timedelta(days=31))
    assert await catch_up.some(session, now + timedelta(days=32)) == 1
    assert (await delivery_of(session, push, cast.wang)).state == State.NO_BOT


async def test_the_office_may_switch_catching_up_off(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await choices.put(session, "catch_up", False)
    push = await published(session, now, "施工员")
    await bind(session, cast.wang, now)
    assert await catch_up.some(session, now + LATER) == 0
    assert isinstance(push, Push) and (await delivery_of(session, push, cast.wang)).state == State.NO_BOT

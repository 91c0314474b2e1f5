"""A change after a row was queued is seen in the moment before the row would be sent."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.delivery import Skip, State
from bot.domain.delivery.push import PushKind, PushState
from bot.domain.people import Reach, Rhythm, Standing
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.settings import Settings
from bot.store import people
from bot.store.tables import Bond, Delivery, Push, Student
from jobs.sending import checks
from tests.cast import Cast
from tests.digests import delivery_of, published

Change = Callable[[AsyncSession, Push, Student], Awaitable[None]]


async def paused_push(session: AsyncSession, push: Push, student: Student) -> None:
    push.state = PushState.PAUSED


async def left(session: AsyncSession, push: Push, student: Student) -> None:
    await session.execute(delete(Bond).where(col(Bond.person_id) == student.person_id))


async def blocked(session: AsyncSession, push: Push, student: Student) -> None:
    bond = await people.bond_of(session, student.person_id)
    assert bond is not None
    bond.reach = Reach.BLOCKED


async def over(session: AsyncSession, push: Push, student: Student) -> None:
    push.not_after = push.created_at - timedelta(seconds=1)


async def paused(session: AsyncSession, push: Push, student: Student) -> None:
    student.standing = Standing.PAUSED


async def settled(session: AsyncSession, push: Push, student: Student) -> None:
    student.settled, student.rhythm = True, Rhythm.NOON


async def settled_and_looking(session: AsyncSession, push: Push, student: Student) -> None:
    student.settled = student.keeps_receiving = True


@pytest.mark.parametrize(
    ("change", "state", "reason"),
    [
        (paused_push, State.QUEUED, None),
        (left, State.NO_BOT, None),
        (blocked, State.BLOCKED, Reach.BLOCKED),
        (over, State.SKIPPED, Skip.EXPIRED),
        (paused, State.SKIPPED, Skip.INACTIVE),
        (settled, State.SKIPPED, Skip.SETTLED),
    ],
)
async def test_a_queued_posting_does_not_go_any_more(
    session: AsyncSession, cast: Cast, now: datetime, change: Change, state: State, reason: str | None
) -> None:
    push, row = await queued(session, cast, now)
    await change(session, push, await session.get_one(Student, cast.li.person_id))
    await session.flush()
    assert await checks.chat_for(session, push, row, now, Settings(_env_file=None)) is None
    assert (row.state, row.reason, row.bundled) == (state, reason, False)


async def queued(session: AsyncSession, cast: Cast, now: datetime) -> tuple[Push, Delivery]:
    push = await published(session, now, "施工员")
    return push, await delivery_of(session, push, cast.li)


async def test_a_settled_student_who_keeps_looking_still_gets_it(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push, row = await queued(session, cast, now)
    await settled_and_looking(session, push, await session.get_one(Student, cast.li.person_id))
    assert await checks.chat_for(session, push, row, now, Settings(_env_file=None)) == cast.li.telegram_id


@pytest.mark.parametrize(
    ("kind", "goes"), [(PushKind.NOTICE, False), (PushKind.WARNING, True), (PushKind.RECORD, True)]
)
async def test_a_paused_student_gets_warnings_and_news_of_their_own_record_and_nothing_else(
    session: AsyncSession, cast: Cast, now: datetime, kind: PushKind, goes: bool
) -> None:
    push = await pushing.to_people(session, Notice(kind, "x"), [cast.li.person_id], now)
    (await session.get_one(Student, cast.li.person_id)).standing = Standing.PAUSED
    row = await delivery_of(session, push, cast.li)
    chat = await checks.chat_for(session, push, row, now, Settings(_env_file=None))
    assert chat == (cast.li.telegram_id if goes else None)


@pytest.mark.parametrize(("urgent", "goes"), [(False, False), (True, True)])
async def test_a_students_own_quiet_hours_hold_back_all_but_the_urgent(
    session: AsyncSession, cast: Cast, now: datetime, urgent: bool, goes: bool
) -> None:
    push = await pushing.to_people(session, Notice(PushKind.WARNING, "x", urgent=urgent), [cast.li.person_id], now)
    (await session.get_one(Student, cast.li.person_id)).quiet = "11:00-13:00"  # it is noon
    row = await delivery_of(session, push, cast.li)
    chat = await checks.chat_for(session, push, row, now, Settings(_env_file=None))
    assert chat == (cast.li.telegram_id if goes else None)
    assert row.not_before == (None if goes else now + timedelta(hours=1))

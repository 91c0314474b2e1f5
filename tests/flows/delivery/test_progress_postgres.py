"""The numbers before and after sending are the same on a real PostgreSQL."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.domain.delivery.delivery import Skip, State
from bot.domain.delivery.push import PushKind
from bot.flows.delivery import notify, outlook, progress
from bot.flows.delivery.notify import Draft
from bot.settings import Settings
from bot.store import choices, people
from bot.store.engine import Store
from bot.store.tables import Push, Unit
from tests.cast import Cast
from tests.digests import Wire, delivery_of, send_all


@pytest.fixture
async def store(postgres: Store) -> AsyncIterator[Store]:
    """Use PostgreSQL in all tests of this file."""
    yield postgres


async def test_what_waits_and_who_is_missed_is_counted(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        await choices.put(session, "daily_cap", 1)
        civil2 = await session.get_one(Unit, cast.civil2)
        await notify.send(session, Draft("先发的", civil2), now)
    await send_all(store, Wire(), now)
    async with store.writing() as session:
        school = await session.get_one(Unit, cast.school)
        students = await people.student_ids(session, school)
        seen = await outlook.of(session, students, PushKind.NOTICE, now, Settings(_env_file=None))
        push_id = (await notify.send(session, Draft("再发的", school), now)).id
    assert (seen.people, seen.unreachable, seen.full, seen.quiet, seen.at_once) == (7, 2, 1, 0, 4)
    await send_all(store, Wire(), now)
    async with store.writing() as session:
        push = await session.get_one(Push, push_id)
        found = await progress.of(session, push, now)
        assert (found.waits.later, found.waits.first, found.sending) == (1, now + timedelta(hours=20), 0)
        late = await delivery_of(session, push, cast.sun)
        late.state, late.reason = State.SKIPPED, Skip.EXPIRED
        await session.flush()
        college = await people.speaker(session, cast.civil_staff.telegram_id)
        assert college is not None
        _, missed = await progress.missed(session, push_id, college)
    assert [(each.name, each.state) for each in missed] == [("王伟", State.NO_BOT), ("孙悦", State.SKIPPED)]

"""The deletions of a year and of one student, and the query for an employer's name, run on a real PostgreSQL."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from bot.domain.errors import Accuses
from bot.flows.delivery import notify
from bot.flows.office import erasure
from bot.store.engine import Store
from bot.store.tables import Delivery
from jobs import clearing
from tests.cast import Cast
from tests.promises.test_clearing import NEW_YEAR, graduated, kept, numbers


@pytest.fixture
async def store(postgres: Store) -> AsyncIterator[Store]:
    """Use PostgreSQL in all tests of this file."""
    yield postgres


async def test_it_deletes_and_keeps_the_numbers(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        push = await graduated(session, cast, now)
        before = await numbers(session, cast, push.id, NEW_YEAR)
    await clearing.tick(store, NEW_YEAR)
    async with store.reading() as session:
        assert await numbers(session, cast, push.id, NEW_YEAR) == before
        assert not await kept(session, Delivery, cast.li)
        assert await kept(session, Delivery, cast.sun)


async def test_one_student_is_deleted_and_the_numbers_stay(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        push = await graduated(session, cast, now)
        before = await numbers(session, cast, push.id, NEW_YEAR)
    async with store.writing() as session:
        (found,) = await erasure.find(session, cast.li.number)
        assert (await erasure.erase(session, found.person.id, None, now)).rows
    async with store.reading() as session:
        assert await numbers(session, cast, push.id, NEW_YEAR) == before
        assert not await kept(session, Delivery, cast.li)
        assert await kept(session, Delivery, cast.sun)


async def test_a_notice_that_accuses_a_known_employer_is_refused(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        await graduated(session, cast, now)
        assert await notify.check(session, "怎样识别招聘诈骗")
        with pytest.raises(Accuses):
            await notify.check(session, "示例局涉嫌诈骗")

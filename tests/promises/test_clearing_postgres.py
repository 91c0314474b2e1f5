"""The yearly deletion runs on a real PostgreSQL, and its numbers stay the same."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

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

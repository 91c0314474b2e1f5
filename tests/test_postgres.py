"""The main journeys on a real PostgreSQL, on tables made by the migrations."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.chain import Release
from bot.store import schema
from bot.store.engine import Store
from tests.cast import Cast
from tests.chat.test_chain import at_noon, ledger, published
from tests.live import Live
from tests.postgres import postgres, postgres_url

__all__ = ["postgres", "postgres_url"]


@pytest.fixture
async def store(postgres: Store) -> AsyncIterator[Store]:
    """In this file the cast lives in PostgreSQL."""
    yield postgres


async def test_a_posting_is_published_received_relayed_and_counted(live: Live, cast: Cast) -> None:
    push = await published(live, "施工员", release=Release.IMMEDIATE)
    await live.press(cast.li, "有意向")
    await live.sees(cast.li, "已标记有意向")
    await at_noon(live)
    await live.press(cast.cadre, "已发班群")
    await live.sees(cast.cadre, "已发班群，谢谢")
    await live.settled()
    row = await ledger(live, push)
    assert row.balances
    assert (row.matched, row.opened, row.relayed) == (6, 1, 1)


async def test_migrations_lead_to_the_tables_as_they_are_in_code(postgres: Store) -> None:
    assert await schema.drift(postgres) == []
    current, newest = await schema.version(postgres)
    assert current == newest

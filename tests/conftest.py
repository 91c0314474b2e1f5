"""Fixtures that every floor shares: a real database, the standing cast, a moment to be at."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from cryptography.fernet import Fernet
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

import bot.store.tables  # noqa: F401  (knowing the tables is what the import is for)
from bot.store.columns import use_keys
from bot.store.engine import Store
from tests.cast import Cast, settle_in
from tests.live import Live, running_live

structlog.configure(  # the library's own way shows every local of every frame, for seconds
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)
use_keys([Fernet.generate_key().decode()])

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
"""A Tuesday at noon in Shanghai, term time."""


@pytest.fixture
def now() -> datetime:
    return NOON


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A real SQLite file, empty but for its tables. ``JIUYE_TEST_DATABASE_URL`` puts another in its place."""
    store = Store(os.environ.get("JIUYE_TEST_DATABASE_URL") or f"sqlite+aiosqlite:///{tmp_path}/test.db")
    async with store.engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)
        await connection.run_sync(SQLModel.metadata.create_all)
    yield store
    await store.close()


@pytest.fixture
async def session(store: Store) -> AsyncIterator[AsyncSession]:
    """A writing session that a test may use as a door would; committed at the end."""
    async with store.writing() as session:
        yield session


@pytest.fixture
async def cast(store: Store, now: datetime) -> Cast:
    """The standing cast (tests/cast.py), settled into ``store`` and committed."""
    async with store.writing() as session:
        return await settle_in(session, now)


@pytest.fixture
async def live(tmp_path: Path, store: Store, cast: Cast, now: datetime) -> AsyncIterator[Live]:
    """The real bot over HTTP, with the cast's phones (tests/live.py)."""
    async with running_live(tmp_path, store, cast, now) as live:
        yield live

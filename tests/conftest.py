"""Fixtures that all floors share: a real database, the cast, and a fixed time."""

import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
import structlog
from cryptography.fernet import Fernet
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from bot.store.columns import use_keys
from bot.store.engine import Store
from bot.store.tables import Person
from tests.cast import Cast, settle_in
from tests.live import Live, running_live
from tests.postgres import migrated, postgres, postgres_url

__all__ = ["migrated", "postgres", "postgres_url"]

structlog.configure(  # the default prints all local variables of all frames, which takes seconds
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)
KEY = Fernet.generate_key().decode()
use_keys([KEY])

PRINTED = "printed"
"""The property under which a test records the lines that are printed at the end of the run."""
DATABASE_URL = os.environ.get("JIUYE_TEST_DATABASE_URL", "")
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
"""Noon on a Tuesday in Shanghai, during term."""


def pytest_configure(config: pytest.Config) -> None:
    if DATABASE_URL and config.getoption("numprocesses", None):
        raise pytest.UsageError("JIUYE_TEST_DATABASE_URL names one database: run one process (-n 0)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sort the long tests first if several processes share the tests. Otherwise all processes would wait for the last
    long test."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the numbers that a story has recorded as ``PRINTED``. The story may have run in another process."""
    reports = [each for kind in ("passed", "failed") for each in terminalreporter.stats.get(kind, ())]
    recorded = [pair for each in reports if each.when == "call" for pair in each.user_properties]
    for line in (line for name, lines in recorded if name == PRINTED for line in lines):
        terminalreporter.line(line)


@pytest.fixture
def now() -> datetime:
    return NOON


@dataclass(frozen=True)
class Ready:
    """SQLite files that each test copies, because making them takes longer than most tests."""

    empty: Path
    """A file with all tables and no rows."""
    settled: Path
    """A file with all tables and the cast."""
    cast: Cast


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def ready(tmp_path_factory: pytest.TempPathFactory) -> Ready:
    folder = tmp_path_factory.mktemp("ready")
    empty, settled = folder / "empty.db", folder / "settled.db"
    store = Store(f"sqlite+aiosqlite:///{empty}")
    await _emptied(store)
    await store.close()
    shutil.copyfile(empty, settled)
    store = Store(f"sqlite+aiosqlite:///{settled}")
    async with store.writing() as session:
        cast = await settle_in(session, NOON)
    await store.close()
    return Ready(empty, settled, cast)


@pytest.fixture
async def store(tmp_path: Path, ready: Ready, request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """A real SQLite file with all tables. If the test uses the fixture ``cast``, the file contains the cast.

    If ``JIUYE_TEST_DATABASE_URL`` is set, that database is used instead.
    """
    store = Store(DATABASE_URL or f"sqlite+aiosqlite:///{tmp_path}/test.db")
    if DATABASE_URL:
        await _emptied(store)
    else:
        shutil.copyfile(ready.settled if "cast" in request.fixturenames else ready.empty, tmp_path / "test.db")
    yield store
    await store.close()


async def _emptied(store: Store) -> None:
    async with store.engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)
        await connection.run_sync(SQLModel.metadata.create_all)


@pytest.fixture
async def session(store: Store) -> AsyncIterator[AsyncSession]:
    """A writing session, as a door opens it. It is committed at the end."""
    async with store.writing() as session:
        yield session


@pytest.fixture
async def cast(store: Store, ready: Ready, now: datetime) -> Cast:
    """The cast of tests/cast.py, written into ``store`` and committed."""
    async with store.writing() as session:
        if await session.scalar(select(col(Person.id)).limit(1)) is None:
            return await settle_in(session, now)
    return ready.cast  # the copied file contains the cast


@pytest.fixture
async def live(tmp_path: Path, store: Store, cast: Cast, now: datetime) -> AsyncIterator[Live]:
    """The real bot over HTTP, with the phones of the cast (tests/live.py)."""
    async with running_live(tmp_path, store, cast, now) as live:
        yield live

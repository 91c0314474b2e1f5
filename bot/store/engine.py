"""Opens the database. A process has one ``Store`` and opens a short session for each piece of work."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from bot.store import sqlite
from bot.store.looking import Looking


class Store:
    def __init__(self, url: str, *, echo: bool = False) -> None:
        at = make_url(url)
        if at.get_backend_name() == "sqlite":
            self.engine = create_async_engine(at, echo=echo, hide_parameters=True, async_creator=sqlite.opener(at))
            sqlite.prepare(self.engine)
        else:
            self.engine = create_async_engine(at, echo=echo, hide_parameters=True, pool_pre_ping=True)
        self._writer = self.engine.execution_options(writing=True)
        self._beside: dict[str, Any] = {}
        """Map each key to an object that every session offers besides the database. Only the file that added an object
        reads it."""

    def keep_beside(self, key: str, thing: Any) -> None:
        """Make ``thing`` available in every session as ``session.info[key]``."""
        self._beside[key] = thing

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a session that only reads and blocks no writer. A write in it raises ``WroteWhileLooking``."""
        async with AsyncSession(
            self.engine, sync_session_class=Looking, expire_on_commit=False, info=self._beside
        ) as session:
            yield session
            await session.flush()  # raises if a change is pending

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """Open a session that commits at the end of the block, or rolls back after an error."""
        async with AsyncSession(self._writer, expire_on_commit=False, info=self._beside) as session, session.begin():
            yield session

    async def close(self) -> None:
        await self.engine.dispose()

"""SQLite for many tasks in one process: how a connection is opened, begun and, above all, given up."""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=30000")
ROWS_AT_ONCE = 64


class SafelyClosed(aiosqlite.Connection):
    """A connection that rolls back before it closes, and may be closed twice.

    SQLAlchemy closes the connection of a task that was cancelled. SQLite keeps a closed connection, and its write
    lock, for as long as a cursor of it is unfinished, and the cancelled task's traceback holds such a cursor:
    without the roll-back nobody else could write until the garbage collector came by. And when that task is
    cancelled once more, at the end of a process say, two of its parts close: the later one would wait for ever
    for a thread that the first one ended.
    """

    _ended: asyncio.Future[Any] | None = None

    def _roll_back(self) -> None:
        if self._connection is not None and self._connection.in_transaction:
            self._connection.rollback()

    async def close(self) -> None:
        if self._running:
            self._tx.put_nowait((None, self._roll_back))
            await super().close()

    def stop(self) -> asyncio.Future[Any] | None:
        if self._running:
            self._tx.put_nowait((None, self._roll_back))
            self._ended = super().stop()
        return self._ended


def opener(url: URL) -> Callable[[], SafelyClosed]:
    """What ``create_async_engine`` calls for a new connection to the file that ``url`` names."""

    def connect() -> SafelyClosed:
        # As the dialect's own: its setters work beside the connection's thread, which must not hold up an exit.
        made = SafelyClosed(lambda: sqlite3.connect(url.database or "", check_same_thread=False), ROWS_AT_ONCE)
        made._thread.daemon = True
        return made

    return connect


def prepare(engine: AsyncEngine) -> None:
    """WAL, foreign keys, patience; and transactions that begin where SQLAlchemy says they begin.

    A writer takes the lock at BEGIN (IMMEDIATE). With SQLite's own deferred BEGIN two sessions that read,
    decide and save would lose one another's updates or fail half-way with "database is locked".
    """

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

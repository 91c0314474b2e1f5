"""Lets many tasks of one process use SQLite: opens connections, begins transactions and closes connections safely."""

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
    """A connection that rolls back before it closes, and that may be closed twice.

    Rollback: SQLAlchemy closes the connection of a cancelled task. SQLite keeps such a connection and its write lock
    while a cursor is unfinished, and the task's traceback still refers to one. Until garbage collection, no other task
    could write.

    Closing twice: a task may be cancelled a second time, as at the end of the process. The second close of an ordinary
    connection would wait forever for the thread of the first.
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
    """Return the function that opens each new connection to the file in ``url``, for ``create_async_engine``."""

    def connect() -> SafelyClosed:
        # SQLAlchemy's own connect sets check_same_thread and daemon in the same way. SQLAlchemy sets attributes from
        # another thread, and the connection's thread must not delay the exit of the process.
        made = SafelyClosed(lambda: sqlite3.connect(url.database or "", check_same_thread=False), ROWS_AT_ONCE)
        made._thread.daemon = True
        return made

    return connect


def prepare(engine: AsyncEngine) -> None:
    """Set the pragmas of every connection, and begin transactions with BEGIN IMMEDIATE, which takes the write lock at
    once.

    With SQLite's default, two sessions that read, decide and save would overwrite each other's changes, or one would
    fail with "database is locked".
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

"""Allows one bot process for each database, because two would disturb each other's polling and send messages twice."""

import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text

from bot.store.engine import Store

ADVISORY_KEY = 0x6A697579  # "jiuy"


class AlreadyRunning(RuntimeError):
    """Another bot process uses this database."""


@asynccontextmanager
async def only_one(store: Store, data_dir: Path) -> AsyncIterator[None]:
    """Hold the lock of the bot process during the block. It is also released if the process dies.

    Raises AlreadyRunning if another process holds it.
    """
    if store.is_sqlite:
        with (data_dir / "bot.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise AlreadyRunning("机器人已经在用这个数据目录运行。请先停止那个进程，再启动。") from None
            yield
        return
    async with store.engine.connect() as connection:
        held = await connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_KEY})
        if not held:
            raise AlreadyRunning("机器人已经在用这个数据库运行。请先停止那个进程，再启动。")
        yield

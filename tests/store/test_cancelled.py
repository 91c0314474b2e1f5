"""A task may be cancelled at any point. It must not leave the database locked."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text

from bot.store import sqlite
from bot.store.engine import Store

LONG = text("with recursive n(i) as (values (1) union all select i + 1 from n where i < 3000000) select max(i) from n")


async def test_a_write_that_is_cancelled_leaves_no_lock_behind(store: Store) -> None:
    if not store.is_sqlite:
        pytest.skip("PostgreSQL's locks are the server's")
    unfinished: list[Any] = []
    """Unfinished cursors, which the traceback of a cancelled task keeps."""
    reached = asyncio.Event()

    async def write() -> None:
        async with store.writing() as session:
            await session.execute(text("insert into setting (key, value) values ('lost', '1')"))
            pooled = await (await session.connection()).get_raw_connection()
            unfinished.append(await pooled.driver_connection.execute("values (1), (2)"))
            reached.set()
            await session.execute(LONG)

    writer = asyncio.create_task(write())
    await reached.wait()
    await asyncio.sleep(0.05)  # the long statement is running now
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writer

    async with store.writing() as session:
        await session.execute(text("insert into setting (key, value) values ('kept', '1')"))
    async with store.reading() as session:
        assert (await session.execute(text("select key from setting"))).scalars().all() == ["kept"]


async def test_a_connection_that_is_closed_and_stopped_at_the_same_time_ends(tmp_path: Path) -> None:
    connection = await sqlite.opener(make_url(f"sqlite:///{tmp_path}/twice.db"))()
    closing = asyncio.create_task(connection.close())
    await asyncio.sleep(0)
    connection.stop()
    await asyncio.wait_for(closing, 10)

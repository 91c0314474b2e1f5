"""The job of the yearly deletion, one small transaction after another."""

from datetime import datetime

import structlog

from bot.flows.office import clearing
from bot.store.engine import Store

log = structlog.get_logger()


async def tick(store: Store, now: datetime) -> None:
    """Delete the data that is due, once a year. After a restart, the deletion continues where it stopped."""
    async with store.reading() as session:
        if not await clearing.waits(session, now):
            return
    done = False
    while not done:
        async with store.writing() as session:
            row = await clearing.step(session, now)
            done = row.done_at is not None
    log.info("clearing.done", year=row.year, **row.counts)

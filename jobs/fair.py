"""The weekly message to students who got no posting. It is computed in a thread without the
write lock, then written.
"""

import asyncio
from datetime import datetime

import structlog

from bot.flows.matching import fair
from bot.store.engine import Store

log = structlog.get_logger()


async def tick(store: Store, now: datetime) -> None:
    async with store.reading() as session:
        due = await fair.due(session, now)
    if due is None:
        return
    outcomes = await asyncio.to_thread(fair.weigh, due.people, due.opened)
    async with store.writing() as session:
        told = await fair.tell(session, due, outcomes, now)
    log.info("fair.told", people=told)

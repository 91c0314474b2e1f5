"""The clock's part of the chain: silence passes by itself, noon makes the class reports."""

from datetime import datetime

import structlog

from bot.flows import chase, relay, report, waiting
from bot.store.engine import Store

log = structlog.get_logger()


async def tick(store: Store, now: datetime) -> None:
    """Whatever is due at ``now``. Doing it twice does nothing more."""
    async with store.writing() as session:
        closed = await relay.close_ended(session, now)
        passed = await relay.pass_by_itself(session, now)
        told = await waiting.tell_all(session, now)
        made = await report.make_due(session, now)  # before the chase: it reminds of earlier reports itself
        chased = await chase.silent(session, now)
        told += await chase.tell_counsellors(session, now)
    if closed or passed or told or made or chased:
        log.info("chain.moved", closed=closed, passed=passed, told=told, reports=len(made), chased=chased)

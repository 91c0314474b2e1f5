"""The clock's part of the chain: silence passes by itself, noon makes the class reports."""

from datetime import datetime

import structlog

from bot.flows import relay, report
from bot.store.engine import Store

log = structlog.get_logger()


async def tick(store: Store, now: datetime) -> None:
    """Whatever is due at ``now``. Doing it twice does nothing more."""
    async with store.writing() as session:
        passed = await relay.pass_by_itself(session, now)
        made = await report.make_due(session, now)
        chased = await report.chase(session, now)
    if passed or made or chased:
        log.info("chain.moved", passed=passed, reports=len(made), chased=chased)

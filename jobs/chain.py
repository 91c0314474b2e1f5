"""The chain job: ends rungs whose deadline or hold is over, and creates the class reports at noon."""

from datetime import datetime

import structlog

from bot.flows.chain import chase, make_reports, relay, waiting
from bot.store.engine import Store

log = structlog.get_logger()

AT_ONCE = 20
"""The number of rungs or reports in one transaction. It is small, because button presses wait for the transaction."""


async def tick(store: Store, now: datetime) -> None:
    """Do everything in the chain that is due at ``now``. A repeated call changes nothing."""
    async with store.writing() as session:
        closed = await relay.close_ended(session, now)
    passed = await _pass(store, now)
    async with store.writing() as session:
        told = await waiting.tell_all(session, now)
    made = await _make(store, now)  # before the reminders, because a new report also reminds of earlier ones
    async with store.writing() as session:
        chased = await chase.silent(session, now)
        told += await chase.tell_counsellors(session, now)
    if closed or passed or told or made or chased:
        log.info("chain.moved", closed=closed, passed=passed, told=told, reports=made, chased=chased)


async def _pass(store: Store, now: datetime) -> int:
    passed = 0
    while True:
        async with store.writing() as session:
            batch = await relay.pass_by_itself(session, now, AT_ONCE)
        passed += batch
        if batch < AT_ONCE:
            return passed


async def _make(store: Store, now: datetime) -> int:
    made = 0
    while True:
        async with store.writing() as session:
            batch = await make_reports.make_due(session, now, AT_ONCE)
        made += len(batch)
        if len(batch) < AT_ONCE:
            return made

"""The care jobs: the Monday list, and the afternoon reminder of unanswered questions."""

from datetime import datetime

import structlog

from bot.flows.care import afternoon, monday
from bot.store.engine import Store

log = structlog.get_logger()


async def tick(store: Store, now: datetime) -> None:
    """Create each staff member's list on the first workday of the week.

    Each list has its own transaction, so that button presses do not wait for the whole school.
    """
    async with store.reading() as session:
        owed = await monday.owed(session, now)
    for telegram_id in owed:
        async with store.writing() as session:
            await monday.give(session, telegram_id, now)
    if owed:
        log.info("monday.lists", staff=len(owed))


async def chase_questions(store: Store, now: datetime) -> None:
    async with store.writing() as session:
        told = await afternoon.chase(session, now)
    if told:
        log.info("questions.chased", staff=told)

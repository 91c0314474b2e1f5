"""The warning jobs: send scheduled warnings, and remind once the students who have not acknowledged a warning."""

from datetime import datetime

import structlog

from bot.flows.delivery import ack_reminder
from bot.flows.warnings import schedules
from bot.store.engine import Store

log = structlog.get_logger()


async def tick(store: Store, now: datetime) -> None:
    """Fire the schedules that are due.

    A firing, its push and the next due time are one transaction, so that no schedule fires twice.
    """
    async with store.writing() as session:
        fired = await schedules.fire_due(session, now)
    for firing in fired:
        log.info("schedule.fired", key=firing.key, outcome=firing.outcome)


async def remind_silent(store: Store, now: datetime) -> None:
    async with store.writing() as session:
        reminded = await ack_reminder.silent(session, now)
    if reminded:
        log.info("push.reminded", people=reminded)

"""The job of today's tasks (今日待办), the office's message each workday morning."""

from datetime import datetime

import structlog

from bot.flows.office import today
from bot.store.engine import Store

log = structlog.get_logger()


async def tick(store: Store, now: datetime) -> None:
    async with store.writing() as session:
        made = await today.morning(session, now)
    if made is not None:
        log.info("today.made", people=made.matched)

"""The clock's part of looking after graduates: the Monday list, and the questions that wait in the afternoon."""

from datetime import datetime

import structlog

from bot.flows import afternoon
from bot.store.engine import Store

log = structlog.get_logger()


async def chase_questions(store: Store, now: datetime) -> None:
    async with store.writing() as session:
        told = await afternoon.chase(session, now)
    if told:
        log.info("questions.chased", staff=told)

"""The bookmark job (收藏): reminders at noon of bookmarked postings that close soon."""

from datetime import datetime

import structlog

from bot.flows.student import bookmarks
from bot.store.engine import Store

log = structlog.get_logger()


async def tick(store: Store, now: datetime) -> None:
    """Create the reminders once a day. After a missed noon, they are created until the evening."""
    async with store.reading() as session:
        if not await bookmarks.due_now(session, now):  # every tick checks this, so it does not take the write lock
            return
    async with store.writing() as session:
        reminded = await bookmarks.remind(session, now)
    if reminded:
        log.info("bookmarks.reminded", people=reminded)

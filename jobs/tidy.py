"""Forgetting what need not be kept."""

from datetime import datetime

from bot.store import graduate_log, inbox, leads
from bot.store.engine import Store


async def tick(store: Store, now: datetime) -> None:
    async with store.writing() as session:
        await inbox.forget_old(session, now)
        await graduate_log.forget_old(session)
        await leads.forget_drafts(session, now - inbox.FORM_LIFE)

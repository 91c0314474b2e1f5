"""Delete old rows of the inbox, the log of graduates and drafts of leads."""

from datetime import datetime

from bot.store import inbox
from bot.store.engine import Store
from bot.store.postings import leads
from bot.store.wishes import graduate_log


async def tick(store: Store, now: datetime) -> None:
    async with store.writing() as session:
        await inbox.forget_old(session, now)
        await graduate_log.forget_old(session)
        await leads.forget_drafts(session, now - inbox.FORM_LIFE)

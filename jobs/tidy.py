"""Deletes old rows: inbox, log of graduates, drafts of leads, failed attempts to bind."""

from datetime import datetime, timedelta

from bot.store import inbox
from bot.store.engine import Store
from bot.store.postings import leads
from bot.store.register import invites
from bot.store.wishes import graduate_log

TRY_LIFE = timedelta(days=1)


async def tick(store: Store, now: datetime) -> None:
    async with store.writing() as session:
        await inbox.forget_old(session, now)
        await graduate_log.forget_old(session)
        await leads.forget_drafts(session, now - inbox.FORM_LIFE)
        await invites.forget_tries(session, now - TRY_LIFE)

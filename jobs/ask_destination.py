"""The destination jobs: the weekly question to students, and the daily audit card."""

from datetime import datetime

from bot.flows.destinations import ask_audit, ask_destination
from bot.store.engine import Store


async def tick(store: Store, now: datetime, *, filing: bool) -> None:
    """Ask the weekly question and create the daily audit card.

    ``filing`` says whether the school permits filing in chat. Without it, there is nothing to audit.
    """
    async with store.writing() as session:
        await ask_destination.weekly(session, now)
        if filing:
            await ask_audit.daily(session, now)

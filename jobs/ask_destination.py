"""The clock's part of destinations: the weekly question to students and the daily audit card."""

from datetime import datetime

from bot.flows.destinations import ask_audit, ask_destination
from bot.store.engine import Store


async def tick(store: Store, now: datetime, *, filing: bool) -> None:
    """``filing``: whether the school permits filing in chat; without it nothing is filed, so nothing is audited."""
    async with store.writing() as session:
        await ask_destination.weekly(session, now)
        if filing:
            await ask_audit.daily(session, now)

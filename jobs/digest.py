"""The digest jobs: the digests at noon, and the students whose missed postings are matched (``catch_up``)."""

from datetime import datetime

import structlog

from bot.flows.publishing import catch_up
from bot.flows.student import digest
from bot.flows.wishes import aging
from bot.store.engine import Store

log = structlog.get_logger()


async def tick(store: Store, now: datetime) -> None:
    """Make the digests of the open window, once per window, even if the bot restarts."""
    async with store.writing() as session:
        made = await digest.make(session, now)
    if made:
        log.info("digest.made", people=made)
    await _ask_of_old_wishes(store, now)


async def _ask_of_old_wishes(store: Store, now: datetime) -> None:
    """Ask the students whose old wishes no digest asks about. Each tick first checks without the write lock."""
    async with store.reading() as session:
        if not await aging.due_alone(session, now):
            return
    async with store.writing() as session:
        log.info("wishes.asked", people=await aging.ask_alone(session, now))


async def catch_up_late(store: Store, now: datetime) -> None:
    """Match a few people per transaction, so that a class that joins all at once does not delay presses."""
    while True:
        async with store.writing() as session:
            people = await catch_up.some(session, now)
        if not people:
            return
        log.info("caught_up", people=people)

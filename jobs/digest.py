"""The clock's part of the student's rhythm: noon's digests, and who came late to what is still open."""

from datetime import datetime

import structlog

from bot.flows.publishing import catch_up
from bot.flows.student import digest
from bot.flows.wishes import aging
from bot.store.engine import Store

log = structlog.get_logger()


async def tick(store: Store, now: datetime) -> None:
    """The digests of the window that is open; a window has its digests once, whatever restarts."""
    async with store.writing() as session:
        made = await digest.make(session, now)
    if made:
        log.info("digest.made", people=made)
    await _ask_of_old_wishes(store, now)


async def _ask_of_old_wishes(store: Store, now: datetime) -> None:
    """Whom no digest asks; looked at all afternoon, without holding up anybody."""
    async with store.reading() as session:
        if not await aging.due_alone(session, now):
            return
    async with store.writing() as session:
        log.info("wishes.asked", people=await aging.ask_alone(session, now))


async def catch_up_late(store: Store, now: datetime) -> None:
    """A few people at a time, so that a whole class that joins at once holds up nobody's presses."""
    while True:
        async with store.writing() as session:
            people = await catch_up.some(session, now)
        if not people:
            return
        log.info("caught_up", people=people)

"""The digest jobs: digests at noon, and catching up students with open postings (``catch_up``)."""

from datetime import datetime

import structlog

from bot.flows.publishing import catch_up, refit
from bot.flows.student import digest
from bot.flows.wishes import aging
from bot.store.engine import Store
from bot.store.queries import batches

log = structlog.get_logger()


async def tick(store: Store, now: datetime) -> None:
    """Create the digests of the open window, once per window."""
    async with store.writing() as session:
        made = await digest.make(session, now)
    if made:
        log.info("digest.made", people=made)
    await _ask_of_old_wishes(store, now)


async def _ask_of_old_wishes(store: Store, now: datetime) -> None:
    """Ask students about old wishes if no digest asks them. Each tick first checks this without the write lock."""
    async with store.reading() as session:
        if not await aging.due_alone(session, now):
            return
    async with store.writing() as session:
        log.info("wishes.asked", people=await aging.ask_alone(session, now))


async def catch_up_late(store: Store, now: datetime) -> None:
    """Catch up a few people per transaction, so that button presses are not delayed when a
    whole class joins at once.
    """
    while True:
        async with store.writing() as session:
            people = await catch_up.some(session, now)
        if not people:
            return
        log.info("caught_up", people=people)


async def rematch_changed(store: Store, now: datetime) -> None:
    """Match changed students again, a few per transaction. After a restart, the rest is done."""
    async with store.reading() as session:
        people, mark = await refit.due(session, now)
        moved = await refit.is_new(session, mark)
    for batch in batches(people, refit.AT_ONCE):
        async with store.writing() as session:
            await refit.some(session, batch, now)
        log.info("refitted", people=len(batch))
    if moved:
        async with store.writing() as session:
            await refit.keep(session, mark)

"""The loop that edits outdated messages.

A message is due while its delivery is ``outdated``. After the edit, the flag is cleared unless the message has changed
again. After a crash, the edit is repeated, which does no harm. Edits are silent, so quiet hours do not apply. The loop
shares its pacer with the sender.
"""

import asyncio
from contextlib import suppress
from datetime import datetime

import structlog

from bot.clock import Clock
from bot.domain.delivery.pacing import Pacer
from bot.flows.delivery import compose
from bot.messenger import Failure, Message, Messenger, SendFailed
from bot.store import people
from bot.store.away import insist
from bot.store.engine import Store
from bot.store.postings import changes
from bot.store.postings.changes import LOST, Outdated
from bot.store.tables import Delivery, Push
from jobs.sending.outcome import CLOSED_CHATS

log = structlog.get_logger()

BATCH = 200
IN_FLIGHT = 8
IDLE_SECONDS = 0.5
REST_SECONDS = 10.0
"""After a failed edit that may be retried, the message waits for this long."""
WAITS = frozenset({Failure.RETRY_LATER, Failure.NOT_SENT, Failure.UNCERTAIN})


class Mender:
    def __init__(self, store: Store, messenger: Messenger, clock: Clock, pacer: Pacer) -> None:
        self._store = store
        self._messenger = messenger
        self._clock = clock
        self._pacer = pacer
        self._resting: dict[int, float] = {}
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Edit until ``stop`` is called. Running edits are finished."""
        moved = True  # an earlier process may have died before it recorded the end of a change
        while not self._stopping.is_set():
            before, moved = moved, await insist(self.round)
            if not moved:
                if before:
                    await insist(self._note_ends)
                await self._pause(IDLE_SECONDS)

    def stop(self) -> None:
        self._stopping.set()

    async def round(self) -> bool:
        """Process the outdated messages once. Return False if none was tried."""
        at = asyncio.get_running_loop().time()
        self._resting = {row: until for row, until in self._resting.items() if until > at}
        async with self._store.reading() as session:
            rows = await changes.outdated(session, BATCH + len(self._resting))
        due = [
            row for row in rows if row.delivery_id not in self._resting and self._pacer.chat_wait(row.chat_id, at) <= 0
        ]
        for start in range(0, len(due), IN_FLIGHT):
            if self._stopping.is_set():
                break
            await asyncio.gather(*(self._one(row) for row in due[start : start + IN_FLIGHT]))
        return bool(due)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _note_ends(self) -> None:
        async with self._store.writing() as session:
            await changes.finish(session, self._clock.now())

    async def _one(self, row: Outdated) -> None:
        try:
            await self._take_slot(row.chat_id)
            await self._edit(row)
        except Exception:
            log.exception("mend.failed", delivery=row.delivery_id)
            self._rest(row, 6 * REST_SECONDS)  # after a bug or without the database, wait, so that this is no busy loop

    async def _take_slot(self, chat_id: int) -> None:
        loop = asyncio.get_running_loop()
        wait = self._pacer.take(chat_id, loop.time())
        while wait > 0:
            await asyncio.sleep(wait)
            wait = self._pacer.take(chat_id, loop.time())

    def _rest(self, row: Outdated, seconds: float) -> None:
        self._resting[row.delivery_id] = asyncio.get_running_loop().time() + seconds

    async def _edit(self, row: Outdated) -> None:
        now = self._clock.now()
        async with self._store.reading() as session:
            delivery = await session.get_one(Delivery, row.delivery_id)
            if not delivery.outdated or delivery.message_id is None:
                return
            push = await session.get_one(Push, delivery.push_id)
            message = await compose.message_for(session, push, delivery, now)
            message_id = delivery.message_id
        failed: Failure | None = None
        try:
            await self._messenger.edit(row.chat_id, message_id, message)
        except SendFailed as error:
            failed = error.kind
            if failed in WAITS:
                self._put_off(row, error)
                return
        await self._record(row, message, failed, now)

    def _put_off(self, row: Outdated, error: SendFailed) -> None:
        if error.kind == Failure.RETRY_LATER:
            self._pacer.penalise(row.chat_id, error.retry_after, asyncio.get_running_loop().time())
        self._rest(row, max(error.retry_after, REST_SECONDS if error.kind != Failure.RETRY_LATER else 0.0))

    async def _record(self, row: Outdated, said: Message, failed: Failure | None, now: datetime) -> None:
        """Clear the flag if the message is still right. If the edit failed for good, record the failure."""
        async with self._store.writing() as session:
            delivery = await session.get_one(Delivery, row.delivery_id, with_for_update=True)
            if failed is None or failed == Failure.UNCHANGED:
                push = await session.get_one(Push, delivery.push_id)
                delivery.outdated = await compose.message_for(session, push, delivery, now) != said
                return
            delivery.outdated, delivery.detail = False, f"{LOST}{failed}"
            if failed in CLOSED_CHATS:
                await people.mark_reach(session, row.chat_id, CLOSED_CHATS[failed])
            elif failed != Failure.GONE:
                log.error("mend.refused", delivery=row.delivery_id, kind=failed)

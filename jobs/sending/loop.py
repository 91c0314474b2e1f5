"""The loop that sends: find due deliveries, take a slot, claim, send, record.

Each step is committed at once, because a sent message cannot be rolled back. A delivery is SENDING only while its own
request runs, so a crash leaves few deliveries uncertain.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.domain.delivery.delivery import DELIVERED, State, move
from bot.domain.delivery.pacing import Pacer
from bot.domain.delivery.push import PushKind
from bot.flows.delivery import carry, compose
from bot.flows.publishing import recall
from bot.flows.student import digest
from bot.flows.wishes import aging
from bot.messenger import Failure, Message, Messenger, SendFailed
from bot.settings import Settings
from bot.store.away import insist, is_away
from bot.store.delivery import outgoing
from bot.store.engine import Store
from bot.store.tables import Delivery, Push
from jobs import metrics
from jobs.sending import checks, outcome

log = structlog.get_logger()

BATCH = 200
IN_FLIGHT = 16
IDLE_SECONDS = 0.5
FAULTS_BEFORE_BREAK = 5
BREAK_SECONDS = 30.0


@dataclass(frozen=True)
class Claimed:
    chat_id: int
    message: Message
    carries: bool
    """Whether it is a digest. The deliveries that it carries get the same state."""


class Pusher:
    def __init__(self, store: Store, messenger: Messenger, clock: Clock, pacer: Pacer, settings: Settings) -> None:
        self._store = store
        self._messenger = messenger
        self._clock = clock
        self._pacer = pacer
        self._settings = settings
        self._slots = asyncio.Semaphore(IN_FLIGHT)
        self._flying: dict[int, asyncio.Task[None]] = {}
        self._faults = 0
        self._stopping = asyncio.Event()

    async def recover(self) -> int:
        """Mark the deliveries that a dead process left SENDING as uncertain. Return their number."""
        async with self._store.writing() as session:
            left = await outgoing.left_sending(session)
            for delivery in left:
                push = await session.get(Push, delivery.push_id)
                # its digest may have changed its state already
                if push is not None and delivery.state == State.SENDING:
                    outcome.in_doubt(push, delivery, self._clock.now(), "stopped while sending")
                    await carry.follow(session, delivery)
        if left:
            log.warning("push.recovered", uncertain=len(left))
        return len(left)

    async def run(self) -> None:
        """Send until ``stop`` is called. Running requests are finished and recorded."""
        while not self._stopping.is_set():
            if not await insist(self._round):
                await self._pause(IDLE_SECONDS)
        await asyncio.gather(*self._flying.values(), return_exceptions=True)

    def stop(self) -> None:
        """Claim no more deliveries. ``run`` ends after the last request."""
        self._stopping.set()

    async def _pause(self, seconds: float) -> None:
        """Sleep until ``stop`` is called, at most ``seconds``."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _round(self) -> bool:
        """Process the due deliveries once. Return False if no request was started."""
        if self._faults >= FAULTS_BEFORE_BREAK:
            log.error("push.breaker_open", seconds=BREAK_SECONDS)
            await self._pause(BREAK_SECONDS)
            self._faults = FAULTS_BEFORE_BREAK - 1  # one more fault opens the breaker again
        async with self._store.reading() as session:
            due = await outgoing.due(session, self._clock.now(), BATCH + len(self._flying))
        moved = False
        for each in due:
            if self._stopping.is_set():
                break
            if each.delivery_id in self._flying:
                continue
            if not await self._take_slot(each.chat_id):
                continue
            await self._slots.acquire()
            task = asyncio.create_task(self._one(each.delivery_id))
            self._flying[each.delivery_id] = task
            task.add_done_callback(partial(self._landed, each.delivery_id))
            moved = True
            if self._faults >= FAULTS_BEFORE_BREAK:
                break
        return moved

    def _landed(self, delivery_id: int, _task: asyncio.Task[None]) -> None:
        self._flying.pop(delivery_id, None)
        self._slots.release()

    async def _take_slot(self, chat_id: int) -> bool:
        """Wait for a slot of the whole bot. Return False if this chat must wait, so that others go first."""
        loop = asyncio.get_running_loop()
        while self._pacer.chat_wait(chat_id, loop.time()) <= 0:
            wait = self._pacer.take(chat_id, loop.time())
            if wait <= 0:
                return True
            await asyncio.sleep(wait)
        return False

    async def _one(self, delivery_id: int) -> None:
        try:
            claimed = await self._claimed(delivery_id)
            if claimed is None:
                return
            try:
                message_id = await self._messenger.send(claimed.chat_id, claimed.message)
            except SendFailed as failed:
                self._note_failure(claimed, failed)
                await insist(partial(self._record_failure, delivery_id, claimed, failed))
            else:
                self._note_sent()
                await insist(partial(self._record_sent, delivery_id, claimed, message_id))
        except Exception:
            log.exception("push.delivery_failed", delivery=delivery_id)
            await asyncio.sleep(IDLE_SECONDS)  # a bug must not cause a busy loop

    async def _claimed(self, delivery_id: int) -> Claimed | None:
        """Claim a delivery. Return None if it should not be sent now, or if the database cannot be reached.

        The claim may have been committed before such an error, so it is undone first.
        """
        try:
            return await self._claim(delivery_id)
        except Exception as error:
            if not is_away(error):
                raise
            await insist(partial(self._unclaim, delivery_id))
            return None

    async def _unclaim(self, delivery_id: int) -> None:
        async with self._store.writing() as session:
            delivery = await session.get_one(Delivery, delivery_id, with_for_update=True)
            if delivery.state == State.SENDING:
                push = await session.get_one(Push, delivery.push_id, with_for_update=True)
                await outcome.failed(session, push, delivery, SendFailed(Failure.NOT_SENT), self._clock.now())
                if push.kind == PushKind.DIGEST:
                    await carry.follow(session, delivery)

    async def _claim(self, delivery_id: int) -> Claimed | None:
        """Check again whether to send, compose the message, and commit SENDING."""
        now = self._clock.now()
        async with self._store.writing() as session:
            delivery = await session.get(Delivery, delivery_id, with_for_update=True)
            if delivery is None or delivery.state != State.QUEUED:
                return None
            push = await session.get_one(Push, delivery.push_id)
            claimed = await self._prepare(session, push, delivery, now)
            if claimed is not None:
                delivery.state = move(delivery.state, State.SENDING)
                delivery.sending_at, delivery.chat_id = now, claimed.chat_id
                delivery.attempts += 1
            if push.kind == PushKind.DIGEST and delivery.state != State.QUEUED:
                await carry.follow(session, delivery)
            return claimed

    async def _prepare(self, session: AsyncSession, push: Push, delivery: Delivery, now: datetime) -> Claimed | None:
        """Return the message and its chat, or None if it was skipped, deferred, recalled or could not be composed."""
        chat_id = await checks.chat_for(session, push, delivery, now, self._settings)
        if chat_id is None:
            return None
        carries = push.kind == PushKind.DIGEST
        if carries and not await digest.settle(session, delivery, now):
            delivery.state = move(delivery.state, State.RECALLED)
            return None
        message = await self._compose(session, push, delivery, now)
        return None if message is None else Claimed(chat_id, message, carries)

    async def _compose(self, session: AsyncSession, push: Push, delivery: Delivery, now: datetime) -> Message | None:
        try:
            return await compose.message_for(session, push, delivery, now)
        except Exception:
            log.exception("push.compose_failed", push=push.id, delivery=delivery.id)
            await outcome.not_composed(session, push, delivery, now)
            return None

    def _note_sent(self) -> None:
        self._faults = 0
        metrics.SENT.inc()

    async def _record_sent(self, delivery_id: int, claimed: Claimed, message_id: int) -> None:
        async with self._store.writing() as session:
            delivery = await session.get_one(Delivery, delivery_id, with_for_update=True)
            outcome.sent(delivery, claimed.chat_id, message_id, self._clock.now())
            if claimed.carries:
                await carry.follow(session, delivery)
            await aging.noted(session, delivery)
            await recall.overtaken(session, delivery)

    def _note_failure(self, claimed: Claimed, failed: SendFailed) -> None:
        metrics.FAILED.labels(failed.kind).inc()
        self._faults += failed.kind in (Failure.NOT_SENT, Failure.UNCERTAIN)
        if failed.kind == Failure.RETRY_LATER:
            self._pacer.penalise(claimed.chat_id, failed.retry_after, asyncio.get_running_loop().time())

    async def _record_failure(self, delivery_id: int, claimed: Claimed, failed: SendFailed) -> None:
        async with self._store.writing() as session:
            delivery = await session.get_one(Delivery, delivery_id, with_for_update=True)
            if delivery.state in DELIVERED:  # a press came in first, so the message has arrived
                return
            # another process may be stopping the push now
            push = await session.get_one(Push, delivery.push_id, with_for_update=True)
            await outcome.failed(session, push, delivery, failed, self._clock.now())
            if claimed.carries:
                await carry.follow(session, delivery)

"""The inbox stores every update as a row before the update is processed.

PTB confirms an update to Telegram as soon as PTB's queue has accepted it. This queue accepts an update by committing
it, so that a crash at any point loses no press. Workers then process the rows, one at a time for each person.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import structlog
from telegram import Update

from bot.clock import Clock
from bot.store import inbox
from bot.store.away import insist
from bot.store.engine import Store

log = structlog.get_logger()


class Inbox(asyncio.Queue[Any]):
    """The queue that PTB's updater fills. ``put`` returns only after the row is committed."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__()
        self._store = store
        self._clock = clock

    async def put(self, item: Any) -> None:
        """Store the update, and retry while the database is unavailable.

        Telegram keeps the update until it is confirmed.
        """
        update: Update = item
        await insist(lambda: self._keep(update))
        await super().put((update.update_id, lane_of(update.to_dict())))

    async def _keep(self, update: Update) -> None:
        async with self._store.writing() as session:
            await inbox.keep(session, update.update_id, update.to_dict(), self._clock.now())


def lane_of(payload: dict[str, Any]) -> int:
    """The id of the person who sent the update, or 0 if there is none.

    Updates with the same id are processed in their order, so that two presses are answered in their order.
    """
    for part in payload.values():
        if isinstance(part, dict) and "from" in part:
            return int(part["from"]["id"])
    return 0


class Worker:
    """Processes the updates of one person in order, and the updates of different people at the same time."""

    def __init__(self, box: Inbox, store: Store, handle: Callable[[int], Awaitable[None]]) -> None:
        self._inbox = box
        self._store = store
        self._handle = handle
        self._lanes: dict[int, asyncio.Queue[int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Process the updates that an earlier process left, then new updates, until cancelled."""
        for update_id, payload in await insist(self._owed):
            self._enter(update_id, lane_of(payload))
        while True:
            self._enter(*await self._inbox.get())

    async def _owed(self) -> list[tuple[int, dict[str, Any]]]:
        async with self._store.reading() as session:
            return await inbox.unfinished(session)

    def _enter(self, update_id: int, lane: int) -> None:
        if lane in self._lanes:
            self._lanes[lane].put_nowait(update_id)
            return
        queue: asyncio.Queue[int] = asyncio.Queue()
        queue.put_nowait(update_id)
        self._lanes[lane] = queue
        task = asyncio.create_task(self._drain(lane, queue))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, lane: int, queue: asyncio.Queue[int]) -> None:
        while not queue.empty():
            update_id = queue.get_nowait()
            try:
                await insist(partial(self._handle, update_id))
            except Exception:
                log.exception("inbox.update_failed", update_id=update_id)
        del self._lanes[lane]

    async def settle(self) -> None:
        """Wait until the updates in progress are finished, for a clean stop."""
        if self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

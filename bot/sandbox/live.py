"""Events for the open pages. Each page has a queue, which gets only the events that the page's phones would show."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from bot.sandbox.shelf import Json

BACKLOG = 2000
"""A page that is this many events behind is told to reload everything."""


class Live:
    def __init__(self) -> None:
        self._pages: list[tuple[set[int], asyncio.Queue[Json]]] = []

    @contextmanager
    def page(self, users: set[int]) -> Iterator[asyncio.Queue[Json]]:
        """Yield the queue of an open page. It gets the events of ``users`` and the events for everyone."""
        entry = (users, asyncio.Queue[Json](BACKLOG))
        self._pages.append(entry)
        try:
            yield entry[1]
        finally:
            self._pages.remove(entry)

    def tell(self, event: Json, users: Iterable[int] | None = None) -> None:
        """Put an event into the queue of every page that shows one of ``users``. If ``users`` is None, every page gets
        it."""
        if not self._pages:
            return
        audience = None if users is None else set(users)
        for shown, queue in self._pages:
            if audience is not None and not (shown & audience):
                continue
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                event = {"event": "reload"}
            queue.put_nowait(event)

"""What the open pages hear: one queue per page, filled only with what the people on its phones would
notice."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from bot.sandbox.shelf import Json

BACKLOG = 2000
"""Events a page may fall behind before it is told to load everything afresh."""


class Live:
    def __init__(self) -> None:
        self._pages: list[tuple[set[int], asyncio.Queue[Json]]] = []

    @contextmanager
    def page(self, users: set[int]) -> Iterator[asyncio.Queue[Json]]:
        """A queue of events for these users, and of events meant for everyone, while the page is open."""
        entry = (users, asyncio.Queue[Json](BACKLOG))
        self._pages.append(entry)
        try:
            yield entry[1]
        finally:
            self._pages.remove(entry)

    def tell(self, event: Json, users: Iterable[int] | None = None) -> None:
        """Tell every page that shows one of ``users`` (``None``: every page)."""
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

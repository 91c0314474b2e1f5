"""The jobs that the clock starts, and how often. Only this file imports apscheduler.

Each job reads from the rows what is due. So a late timer, a restart or a clock change skips nothing and repeats
nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.domain.delivery.pacing import Pacer
from bot.messenger import Messenger
from bot.settings import Settings
from bot.store.away import is_away
from bot.store.engine import Store
from jobs import (
    ask_destination,
    bookmarks,
    chain,
    clearing,
    digest,
    fair,
    groups,
    metrics,
    monday,
    progress,
    tidy,
    today,
    warn,
    wording,
)

log = structlog.get_logger()

Tick = Callable[[], Awaitable[None]]
EVERY_HOUR = 3600.0
SELDOM = 12
"""A job that compares a lot runs once in this many ticks, by default once a minute."""


class Timetable:
    def __init__(self, store: Store, messenger: Messenger, clock: Clock, pacer: Pacer, settings: Settings) -> None:
        self._scheduler = AsyncIOScheduler(timezone="Asia/Shanghai")
        often = settings.tick_seconds
        board = groups.Board(store, messenger, pacer)
        self._jobs: tuple[tuple[str, float, Tick], ...] = (
            ("progress", min(3.0, often), lambda: progress.tick(store, messenger, pacer, clock.now())),
            ("chain", often, lambda: chain.tick(store, clock.now())),
            ("digest", often, lambda: digest.tick(store, clock.now())),
            ("fair", often, lambda: fair.tick(store, clock.now())),
            ("catch_up", 6 * often, lambda: digest.catch_up_late(store, clock.now())),
            ("refit", 6 * often, lambda: digest.rematch_changed(store, clock.now())),
            ("warn", often, lambda: warn.tick(store, clock.now())),
            ("remind", often, lambda: warn.remind_silent(store, clock.now())),
            ("ask", often, lambda: ask_destination.tick(store, clock.now(), filing=bool(settings.filing_permit))),
            ("monday", often, lambda: monday.tick(store, clock.now())),
            ("questions", often, lambda: monday.chase_questions(store, clock.now())),
            ("today", often, lambda: today.tick(store, clock.now())),
            ("bookmarks", often, lambda: bookmarks.tick(store, clock.now())),
            ("groups", often, lambda: board.urgent(clock.now())),
            ("pinned", SELDOM * often, lambda: board.tick(clock.now())),
            ("wording", often, lambda: wording.tick(store)),
            ("clearing", EVERY_HOUR, lambda: clearing.tick(store, clock.now())),
            ("tidy", EVERY_HOUR, lambda: tidy.tick(store, clock.now())),
        )

        self._busy = {name: asyncio.Lock() for name, _, _ in self._jobs}

    def start(self) -> None:
        for name, seconds, tick in self._jobs:
            self._scheduler.add_job(
                self._run,
                "interval",
                args=(name, tick),
                seconds=seconds,
                id=name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,  # the default of one second would silently skip a late tick
            )
        self._scheduler.start()

    async def stop(self) -> None:
        """Start no more ticks, and wait for running ones. APScheduler itself would cancel them."""
        self._scheduler.pause()
        for lock in self._busy.values():
            async with lock:
                continue
        self._scheduler.shutdown(wait=False)

    async def turn(self) -> None:
        """Run all jobs except the hourly ones, one after another."""
        for name, seconds, tick in self._jobs:
            if seconds < EVERY_HOUR:
                await self._run(name, tick)

    async def _run(self, name: str, tick: Tick) -> None:
        async with self._busy[name]:
            try:
                await tick()
            except Exception as error:
                metrics.TICK_FAILED.labels(name).inc()
                if is_away(error):
                    log.error("tick.store_away", job=name, error=type(error).__name__)
                else:
                    log.exception("tick.failed", job=name)

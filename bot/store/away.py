"""A database that restarts, or is locked for longer than one waits, comes back: what must be kept waits for it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

log = structlog.get_logger()
T = TypeVar("T")
RETRY_SECONDS = 1.0


def is_away(error: Exception) -> bool:
    """Whether it is the database that could not be asked, rather than what it was asked that was wrong."""
    if isinstance(error, DBAPIError):
        unnamed = type(error) is DBAPIError  # how asyncpg's "shutting down" and "not accepting connections" arrive
        return unnamed or error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
    return isinstance(error, OSError | NoConnectionFree)


async def insist(work: Callable[[], Awaitable[T]]) -> T:
    """Do ``work`` (whole transactions) again until the database was there for it; other errors are raised."""
    while True:
        try:
            return await work()
        except Exception as error:
            if not is_away(error):
                raise
            log.error("store.away", error=type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)

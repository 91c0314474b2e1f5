"""Retries database work while the database cannot be reached, for example during a restart or a long lock."""

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
    """Whether ``error`` means that the database could not be reached, and not that the query was wrong."""
    if isinstance(error, DBAPIError):
        # asyncpg's "shutting down" and "not accepting connections" have no class of their own
        unnamed = type(error) is DBAPIError
        return unnamed or error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
    return isinstance(error, OSError | NoConnectionFree)


async def insist(work: Callable[[], Awaitable[T]]) -> T:
    """Run ``work``, and retry it every second while the database cannot be reached.

    ``work`` must consist of whole transactions. Its other errors are raised.
    """
    while True:
        try:
            return await work()
        except Exception as error:
            if not is_away(error):
                raise
            log.error("store.away", error=type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)

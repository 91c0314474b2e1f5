"""Parts of many queries: counts, deletions, and long lists of ids.

Long lists are split, because asyncpg and SQLite take at most 32,767 values in a statement.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar, TypeVarTuple, cast

from sqlalchemy import ColumnElement, CursorResult, Delete, Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlmodel import SQLModel

SIZE = 10_000
T = TypeVar("T")
K = TypeVar("K")
Ts = TypeVarTuple("Ts")


def batches(items: Sequence[T], size: int = SIZE) -> Iterator[Sequence[T]]:
    """Yield ``items`` in parts of at most ``size``."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


async def among(
    session: AsyncSession, query: Select[*Ts], column: Mapped[Any], values: Sequence[Any]
) -> list[Row[*Ts]]:
    """Return the rows of ``query`` whose ``column`` is in ``values``."""
    return [row for batch in batches(values) for row in await session.execute(query.where(column.in_(batch)))]


async def count(session: AsyncSession, table: type[SQLModel], *conditions: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


async def deleted(session: AsyncSession, statement: Delete) -> int:
    """Run the statement and return the number of deleted rows. Loaded objects are not updated."""
    result = await session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", result).rowcount


def grouped(pairs: Iterable[tuple[K, T]]) -> dict[K, list[T]]:
    """Map each key in ``pairs`` to its values, in order."""
    found: dict[K, list[T]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found

"""Reads the log of changed graduates after a mark, including changes that were committed late."""

from dataclasses import dataclass

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.tables import GraduateChange

KEPT = 200_000
"""The log keeps this many rows. A reader that is further behind must read all graduates again."""


@dataclass(frozen=True)
class Mark:
    """A reader's position in the log: it has seen all transactions before ``tx`` and all rows up to ``row``."""

    row: int
    tx: int


async def mark(session: AsyncSession) -> Mark:
    """Return the present mark. Take it before reading the graduates, in the same session."""
    newest = (await session.execute(select(func.coalesce(func.max(col(GraduateChange.id)), 0)))).scalar_one()
    return Mark(newest, await _oldest_running(session))


async def since(session: AsyncSession, seen: Mark) -> tuple[set[int], Mark] | None:
    """Return (ids of the persons changed after ``seen``, new mark), or None if the log does not go back so far.

    In PostgreSQL a transaction may commit after rows with higher ids were read. So the mark contains the oldest
    transaction that was running, and its rows and all later ones are returned.
    """
    oldest = (await session.execute(select(func.min(col(GraduateChange.id))))).scalar_one()
    if oldest is not None and oldest > seen.row + 1:
        return None
    after = await mark(session)
    fresh = col(GraduateChange.id) > seen.row if seen.tx == 0 else col(GraduateChange.tx) >= seen.tx
    rows = await session.execute(select(col(GraduateChange.person_id)).where(fresh).distinct())
    return set(rows.scalars()), after


async def forget_old(session: AsyncSession) -> None:
    newest = (await mark(session)).row
    await session.execute(delete(GraduateChange).where(col(GraduateChange.id) <= newest - KEPT))


async def _oldest_running(session: AsyncSession) -> int:
    """The oldest transaction on PostgreSQL that this session sees as running, or 0 on SQLite."""
    if session.get_bind().dialect.name != "postgresql":
        return 0
    found = await session.execute(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"))
    return int(found.scalar_one())

"""Reads the log of changed graduates: every change since a mark, also those committed late."""

from dataclasses import dataclass

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.tables import GraduateChange

KEPT = 200_000
"""The number of log rows that are kept. A reader that is further behind must read all graduates again."""


@dataclass(frozen=True)
class Mark:
    """A reader's position: it has seen every transaction before ``tx`` and every row up to ``row``."""

    row: int
    tx: int


async def mark(session: AsyncSession) -> Mark:
    """The position of a reader that reads all graduates in this session. Take it before reading them."""
    newest = (await session.execute(select(func.coalesce(func.max(col(GraduateChange.id)), 0)))).scalar_one()
    return Mark(newest, await _oldest_running(session))


async def since(session: AsyncSession, seen: Mark) -> tuple[set[int], Mark] | None:
    """(ids of the persons who changed since the mark, the new mark). None when the log does not go back so far.

    In PostgreSQL a transaction may commit after rows with higher ids were read. So rows are selected by the
    transaction that wrote them: those from the oldest one on that was still running when the mark was taken.
    """
    oldest = (await session.execute(select(func.min(col(GraduateChange.id))))).scalar_one()
    if oldest is not None and oldest > seen.row + 1:
        return None
    after = await mark(session)
    fresh = col(GraduateChange.id) > seen.row if seen.tx == 0 else col(GraduateChange.tx) >= seen.tx
    rows = await session.execute(select(col(GraduateChange.person_id)).where(fresh).distinct())
    return set(rows.scalars()), after


async def forget_old(session: AsyncSession) -> None:
    """Delete all rows of the log but the newest ``KEPT``."""
    newest = (await mark(session)).row
    await session.execute(delete(GraduateChange).where(col(GraduateChange.id) <= newest - KEPT))


async def _oldest_running(session: AsyncSession) -> int:
    """On PostgreSQL the oldest transaction that is still running for this session; 0 on SQLite."""
    if session.get_bind().dialect.name != "postgresql":
        return 0
    found = await session.execute(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"))
    return int(found.scalar_one())

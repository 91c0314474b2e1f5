"""Reading the log of changed graduates: everything since a mark, late commits included."""

from dataclasses import dataclass

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.tables import GraduateChange

KEPT = 200_000
"""Rows of the log that are kept; a reader who lags further behind reads everybody anew."""


@dataclass(frozen=True)
class Mark:
    """How far a reader has come: every change of a transaction before ``tx`` and every row up to ``row`` is seen."""

    row: int
    tx: int


async def mark(session: AsyncSession) -> Mark:
    """Where a reader stands who has just read everybody in this session (take it before reading)."""
    newest = (await session.execute(select(func.coalesce(func.max(col(GraduateChange.id)), 0)))).scalar_one()
    return Mark(newest, await _oldest_running(session))


async def since(session: AsyncSession, seen: Mark) -> tuple[set[int], Mark] | None:
    """Who changed since, and the new mark; None when the log no longer reaches back so far.

    In PostgreSQL a transaction may commit after others with higher ids were read. So rows are asked for by the
    transaction that wrote them: all not older than the oldest that was still running when the mark was taken.
    """
    oldest = (await session.execute(select(func.min(col(GraduateChange.id))))).scalar_one()
    if oldest is not None and oldest > seen.row + 1:
        return None
    after = await mark(session)
    fresh = col(GraduateChange.id) > seen.row if seen.tx == 0 else col(GraduateChange.tx) >= seen.tx
    rows = await session.execute(select(col(GraduateChange.person_id)).where(fresh).distinct())
    return set(rows.scalars()), after


async def forget_old(session: AsyncSession) -> None:
    """Keep the newest rows only."""
    newest = (await mark(session)).row
    await session.execute(delete(GraduateChange).where(col(GraduateChange.id) <= newest - KEPT))


async def _oldest_running(session: AsyncSession) -> int:
    """PostgreSQL: the oldest transaction whose end this session does not see; 0 elsewhere."""
    if session.get_bind().dialect.name != "postgresql":
        return 0
    found = await session.execute(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"))
    return int(found.scalar_one())

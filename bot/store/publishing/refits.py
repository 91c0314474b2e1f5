"""The hash of what matching last read about each student."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from bot.store.queries import among
from bot.store.tables import Student, Wish


async def fitted(session: AsyncSession, person_ids: Sequence[int]) -> dict[int, str]:
    """Map each student's id to the hash that is stored. It is empty if the student was never matched."""
    query = select(col(Student.person_id), col(Student.fitted))
    return dict(iter(await among(session, query, col(Student.person_id), person_ids)))


async def everybody(session: AsyncSession) -> set[int]:
    return set(await session.scalars(select(col(Student.person_id))))


async def changing_wishes(session: AsyncSession, since: datetime) -> set[int]:
    """Return the ids of the students who changed a wish after ``since``."""
    return set(await session.scalars(select(col(Wish.person_id)).where(col(Wish.updated_at) > since)))


async def remember(session: AsyncSession, hashes: Mapping[int, str]) -> None:
    table = SQLModel.metadata.tables["student"]
    statement = update(table).where(table.c.person_id == bindparam("person")).values(fitted=bindparam("hash"))
    await session.flush()
    rows = [{"person": person, "hash": value} for person, value in hashes.items()]
    if rows:
        await (await session.connection()).execute(statement, rows)

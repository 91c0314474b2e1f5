"""The office's list of students in hardship, for whom the office finds work first."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.queries import batches
from bot.store.tables import Student


async def lifted(session: AsyncSession) -> set[int]:
    return set(await session.scalars(select(col(Student.person_id)).where(col(Student.lifted))))


async def lift(session: AsyncSession, person_ids: Sequence[int], value: bool) -> None:
    for batch in batches(person_ids):
        await session.execute(update(Student).where(col(Student.person_id).in_(batch)).values(lifted=value))

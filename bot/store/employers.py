"""Queries for employers."""

from sqlalchemy import exists, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.tables import Employer


async def is_named(session: AsyncSession, text: str) -> bool:
    """Whether the name of an employer that the school knows stands in ``text``."""
    found = await session.execute(select(exists().where(literal(text).contains(col(Employer.name)))))
    return bool(found.scalar())

"""The files that a graduate sent. Each is read by itself, so that a file that cannot be read spares the others."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.tables import Destination, Evidence, Lead


async def papers(session: AsyncSession, person_id: int) -> Sequence[tuple[int, int, str, datetime]]:
    """(id, id of the destination, name, time) of each paper, oldest first."""
    rows = await session.execute(
        select(col(Evidence.id), col(Evidence.destination_id), col(Evidence.filename), col(Evidence.added_at))
        .join(Destination, col(Destination.id) == col(Evidence.destination_id))
        .where(col(Destination.person_id) == person_id)
        .order_by(col(Evidence.id))
    )
    return [(key, record, name, at) for key, record, name, at in rows]


async def photos(session: AsyncSession, person_id: int) -> Sequence[tuple[int, datetime]]:
    """(id, time) of each lead with a photo, oldest first."""
    rows = await session.execute(
        select(col(Lead.id), col(Lead.at))
        .where(col(Lead.person_id) == person_id, col(Lead.photo).is_not(None))
        .order_by(col(Lead.id))
    )
    return [(key, at) for key, at in rows]


async def paper(session: AsyncSession, key: int) -> bytes:
    return await _content(session, select(col(Evidence.content)).where(col(Evidence.id) == key))


async def photo(session: AsyncSession, key: int) -> bytes:
    return await _content(session, select(col(Lead.photo)).where(col(Lead.id) == key))


async def _content(session: AsyncSession, query: Select[Any]) -> bytes:
    """The content of a file; empty if it was lost, or if no key of the machine opens it."""
    try:
        return (await session.execute(query)).scalar() or b""
    except InvalidToken:
        return b""

"""What students said of postings."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.announcement import Attitude
from bot.store.tables import Interest


async def marks(session: AsyncSession, person_id: int, posting_ids: Sequence[int]) -> dict[int, str]:
    """posting → attitude, for those of the postings the person said anything of."""
    rows = await session.execute(
        select(col(Interest.posting_id), col(Interest.attitude)).where(
            col(Interest.person_id) == person_id, col(Interest.posting_id).in_(posting_ids)
        )
    )
    return dict(rows.all())


async def mark(
    session: AsyncSession,
    person_id: int,
    posting_id: int,
    attitude: Attitude | None,
    now: datetime,
    reason: str = "",
) -> None:
    """Say it, say something else, or (None) take it back."""
    row = await session.get(Interest, (person_id, posting_id))
    if attitude is None:
        if row is not None:
            await session.delete(row)
    elif row is None:
        session.add(Interest(person_id=person_id, posting_id=posting_id, attitude=attitude, reason=reason, at=now))
    else:
        row.attitude, row.reason, row.at = attitude, reason, now
    await session.flush()

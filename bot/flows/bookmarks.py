"""收藏: postings that a student keeps for later, and the word before they close."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotFound
from bot.store import bookmarks, openings
from bot.store.bookmarks import Kept


async def toggle(session: AsyncSession, person_id: int, posting_id: int, now: datetime) -> bool:
    """Keep an open posting, or let one go; whether it is kept now. Raises NotFound for what is not open."""
    if await bookmarks.drop(session, person_id, posting_id):
        return False
    if await openings.one(session, posting_id, now) is None:
        raise NotFound("这个岗位")
    await bookmarks.add(session, person_id, posting_id, now)
    return True


async def let_go(session: AsyncSession, person_id: int, posting_id: int) -> None:
    """Kept no longer, open or not. A repeat changes nothing."""
    await bookmarks.drop(session, person_id, posting_id)


async def kept(session: AsyncSession, person_id: int, posting_ids: Sequence[int]) -> set[int]:
    """Those of the postings that the person keeps."""
    return await bookmarks.among(session, person_id, posting_ids)


async def mine(session: AsyncSession, person_id: int, now: datetime) -> list[Kept]:
    """All that a student keeps: what closes first comes first, what is closed last."""
    return await bookmarks.of(session, person_id, now)

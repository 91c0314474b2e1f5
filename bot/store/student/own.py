"""Deletes what graduates chose themselves: wishes, bookmarks, answers to postings, and settings."""

from collections.abc import Sequence

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.people import Rhythm
from bot.store.queries import deleted
from bot.store.student import interests
from bot.store.tables import Bookmark, Student, Wish


async def forget(session: AsyncSession, person_ids: Sequence[int]) -> dict[str, int]:
    """Delete the choices of these graduates. Return a map from table to number of rows."""
    await session.execute(
        update(Student)
        .where(col(Student.person_id).in_(person_ids))
        .values(
            intent=None,
            rhythm=Rhythm.NOON,
            quiet=None,
            muted_employers=[],
            muted_categories=[],
            keeps_receiving=False,
            opted_out=False,
            caught_up_at=None,
        )
    )
    return {
        "interest": await interests.forget(session, person_ids),
        "wish": await deleted(session, delete(Wish).where(col(Wish.person_id).in_(person_ids))),
        "bookmark": await deleted(session, delete(Bookmark).where(col(Bookmark.person_id).in_(person_ids))),
    }

"""My applications (我的投递): the postings that a student wants or applied for, and the stage of each.

Only the student sets a stage.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotFound
from bot.domain.postings.announcement import STAGES, Attitude
from bot.store.delivery import pushes
from bot.store.student import interests
from bot.store.student.interests import Application
from bot.store.tables import Interest, Posting


async def mine(session: AsyncSession, person_id: int) -> Sequence[Application]:
    return await interests.applications(session, person_id)


async def one(session: AsyncSession, person_id: int, posting_id: int) -> Application:
    """Return an application. Raises NotFound if the student never marked the posting, or deleted the mark."""
    found = await interests.application(session, person_id, posting_id)
    if found is None:
        raise NotFound("application")
    return found


async def put(
    session: AsyncSession, person_id: int, posting_id: int, stage: Attitude | None, now: datetime
) -> Attitude | None:
    """Set the stage, or delete the posting from the list if ``stage`` is None. Returns the previous stage for an undo.

    Raises NotFound if the student did not mark the posting and it was not sent to them.
    """
    row = await session.get(Interest, (person_id, posting_id))
    if row is None and not await _was_sent(session, person_id, posting_id):
        raise NotFound("application")
    before = Attitude(row.attitude) if row is not None else None
    if stage != before:
        await interests.mark(session, person_id, posting_id, stage, now)
    return before if before in STAGES else None


async def _was_sent(session: AsyncSession, person_id: int, posting_id: int) -> bool:
    posting = await session.get(Posting, posting_id)
    if posting is None:
        return False
    return await pushes.delivered_to(session, person_id, posting.announcement_id) is not None

"""Compose the message of a posting from the current rows of its announcement, and not from text stored elsewhere."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.postings.announcement import AnnouncementState
from bot.flows.delivery.compose import Composer, Shown
from bot.store.postings import changes, postings
from bot.store.student import bookmarks, interests
from bot.store.tables import Announcement, Delivery, Employer, Push

POSTING = "student/posting"
WITHDRAWN = "published/withdrawn"


async def announcement_values(
    session: AsyncSession, announcement_id: int, posting_ids: Sequence[int] | None = None
) -> dict[str, Any]:
    """The template values ``announcement``, ``employer`` and ``postings``.

    If ``posting_ids`` is None, ``postings`` contains all postings of the announcement.
    """
    announcement = await session.get(Announcement, announcement_id)
    if announcement is None:
        raise LookupError(f"announcement {announcement_id} is gone")
    every = await postings.postings_of(session, announcement_id)
    return {
        "announcement": announcement,
        "employer": await session.get(Employer, announcement.employer_id),
        "postings": [each for each in every if posting_ids is None or each.id in posting_ids],
    }


async def posting(session: AsyncSession, push: Push, delivery: Delivery, now: datetime) -> Shown:
    """The composer of a posting. The message shows the postings that fit the reader.

    After a recall the message shows only the recall and its reason.
    """
    if push.announcement_id is None:
        raise LookupError(f"push {push.id} has no announcement")
    told, person_id = delivery.told, delivery.person_id
    values = await announcement_values(session, push.announcement_id, told.postings)
    values["digest"] = delivery.carrier_id
    if values["announcement"].state == AnnouncementState.RECALLED:
        return Shown(values, WITHDRAWN)
    values["corrected"] = await changes.last_correction(session, push.announcement_id)
    values["reasons"] = told.reasons
    values["marks"] = await interests.marks(session, person_id, told.postings)
    values["saved"] = await bookmarks.among(session, person_id, told.postings)
    return Shown(values)


COMPOSERS: dict[str, Composer] = {POSTING: posting}

"""待核实: every two weeks the office asks employers if announcements without a deadline (招满即止) are still open."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.errors import NotFound, Stale
from bot.domain.postings.announcement import AnnouncementState
from bot.store.postings import recheck
from bot.store.tables import Announcement, Employer

CHECKED = "checked_on"
"""The key in ``Announcement.policy`` for the day on which the employer was last asked, for example 2026-11-24."""


@dataclass(frozen=True)
class Asked:
    """An announcement about which the employer should be asked.

    ``place`` is its position in the list, from 0. ``total`` is the length of the list.
    """

    announcement: Announcement
    employer: Employer
    published: date
    """The day in Shanghai on which the announcement was stored."""
    place: int
    total: int

    @property
    def checked(self) -> str:
        """The day on which the employer was last asked; empty if they were never asked."""
        return self.announcement.policy.get(CHECKED, "")


async def at(session: AsyncSession, place: int, now: datetime) -> Asked | None:
    """The announcement at ``place`` in the list, the oldest first; None if the list is empty.

    If ``place`` is after the end of the list, the last announcement is returned.
    """
    total = await recheck.count(session, now)
    if not total:
        return None
    place = min(max(place, 0), total - 1)
    announcement, employer, published = await recheck.at(session, place, now)
    return Asked(announcement, employer, published.astimezone(SHANGHAI).date(), place, total)


async def still_hiring(session: AsyncSession, announcement_id: int, now: datetime) -> tuple[Announcement, str]:
    """Record that the employer is still hiring today. Returns (the announcement, the previous date for ``undo``).

    Raises NotFound if the announcement is not published.
    """
    announcement = await _published(session, announcement_id)
    before = announcement.policy.get(CHECKED, "")
    today = now.astimezone(SHANGHAI).date().isoformat()
    announcement.policy = {**announcement.policy, CHECKED: today}
    return announcement, before


async def undo(session: AsyncSession, announcement_id: int, before: str) -> Announcement:
    """Restore the previous date ``before``, for example 2026-11-24. It is empty if the employer was never asked.

    Raises Stale if ``before`` is not a date, and NotFound if the announcement is not published.
    """
    announcement = await _published(session, announcement_id)
    kept = {key: value for key, value in announcement.policy.items() if key != CHECKED}
    if before:
        try:
            kept[CHECKED] = date.fromisoformat(before).isoformat()
        except ValueError:
            raise Stale from None
    announcement.policy = kept
    return announcement


async def _published(session: AsyncSession, announcement_id: int) -> Announcement:
    announcement = await session.get(Announcement, announcement_id, with_for_update=True)
    if announcement is None or announcement.state is not AnnouncementState.PUBLISHED:
        raise NotFound("announcement_published")
    return announcement

"""待核实: employers are asked every two weeks whether an announcement without a deadline (招满即止) is still open."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.errors import NotFound, Stale
from bot.domain.postings.announcement import AnnouncementState
from bot.store.postings import recheck
from bot.store.tables import Announcement, Employer

CHECKED = "checked_on"
"""The key in ``Announcement.policy`` of the day on which the employer was last asked, as 2026-11-24."""


@dataclass(frozen=True)
class Asked:
    """An announcement that the employer should be asked about; ``place`` counts from 0 in the list of ``total``."""

    announcement: Announcement
    employer: Employer
    published: date
    """The day in Shanghai on which the announcement was entered."""
    place: int
    total: int

    @property
    def checked(self) -> str:
        """The day on which the employer was last asked; empty if never."""
        return self.announcement.policy.get(CHECKED, "")


async def at(session: AsyncSession, place: int, now: datetime) -> Asked | None:
    """The announcement at a place of the list, the oldest first; a place past the end gives the last one.

    None when the list is empty.
    """
    total = await recheck.count(session, now)
    if not total:
        return None
    place = min(max(place, 0), total - 1)
    announcement, employer, published = await recheck.at(session, place, now)
    return Asked(announcement, employer, published.astimezone(SHANGHAI).date(), place, total)


async def still_hiring(session: AsyncSession, announcement_id: int, now: datetime) -> tuple[Announcement, str]:
    """Record that the employer is still hiring, as of today. Returns also the former date, for ``undo``.

    Raises NotFound for an announcement that is not published.
    """
    announcement = await _published(session, announcement_id)
    before = announcement.policy.get(CHECKED, "")
    today = now.astimezone(SHANGHAI).date().isoformat()
    announcement.policy = {**announcement.policy, CHECKED: today}
    return announcement, before


async def undo(session: AsyncSession, announcement_id: int, before: str) -> Announcement:
    """Restore the former date, as 2026-11-24 (empty: never asked). Raises Stale for any other text, NotFound."""
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
        raise NotFound("这条公告")
    return announcement

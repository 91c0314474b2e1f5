"""待核实: what is open without a deadline (招满即止) is asked about again every two weeks."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.errors import NotFound, Stale
from bot.domain.postings.announcement import AnnouncementState
from bot.store.postings import recheck
from bot.store.tables import Announcement, Employer

CHECKED = "checked_on"


@dataclass(frozen=True)
class Asked:
    """One that somebody should ask the employer about, at its place among those that wait."""

    announcement: Announcement
    employer: Employer
    published: date
    place: int
    total: int

    @property
    def checked(self) -> str:
        return self.announcement.policy.get(CHECKED, "")


async def at(session: AsyncSession, place: int, now: datetime) -> Asked | None:
    """The one at a place of the list, the longest unasked first; the last one when the list has grown shorter."""
    total = await recheck.count(session, now)
    if not total:
        return None
    place = min(max(place, 0), total - 1)
    announcement, employer, published = await recheck.at(session, place, now)
    return Asked(announcement, employer, published.astimezone(SHANGHAI).date(), place, total)


async def still_hiring(session: AsyncSession, announcement_id: int, now: datetime) -> tuple[Announcement, str]:
    """The employer says yes: open for another while, with today's date shown. Gives also the date before."""
    announcement = await _published(session, announcement_id)
    before = announcement.policy.get(CHECKED, "")
    today = now.astimezone(SHANGHAI).date().isoformat()
    announcement.policy = {**announcement.policy, CHECKED: today}
    return announcement, before


async def undo(session: AsyncSession, announcement_id: int, before: str) -> Announcement:
    """Back to the date before (empty: never asked). Raises Stale for what is no date."""
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

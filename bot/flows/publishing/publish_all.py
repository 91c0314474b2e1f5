"""Publish all approved announcements at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import Refusal, Stale
from bot.domain.postings.announcement import AnnouncementState
from bot.flows.matching import fitting
from bot.flows.matching.fitting import Fits
from bot.flows.publishing import publish
from bot.store.postings import postings
from bot.store.postings.postings import Whole
from bot.store.tables import Push


@dataclass(frozen=True)
class PreviewAll:
    """The previews of all approved announcements. ``refused`` contains (title, reason why it may not be published)."""

    ready: Sequence[publish.Preview]
    refused: Sequence[tuple[str, str]]

    @property
    def matched(self) -> int:
        """The number of rows, not of people. A student that two announcements fit is counted twice."""
        return sum(each.everybody for each in self.ready)

    @property
    def by_major_only(self) -> int:
        return sum(each.by_major_only for each in self.ready)


async def preview_all(session: AsyncSession, now: datetime) -> PreviewAll:
    """Return all approved announcements, split into those that may be published now and those that may not."""
    ready, refused = await _approved(session, now)
    found = await _fits(session, ready)
    return PreviewAll(
        [await publish.previewed(session, whole, found[whole.announcement.id], now) for whole in ready], refused
    )


async def publish_all(session: AsyncSession, expected: int, now: datetime, by: int) -> list[Push]:
    """Publish all announcements that are ready.

    Raises Stale unless their number is ``expected``, the number that was shown.
    """
    ready, _ = await _approved(session, now)
    if len(ready) != expected or not expected:
        raise Stale
    found = await _fits(session, ready)
    ids = [whole.announcement.id for whole in ready]
    return [await publish.publish(session, each, now, by, found=found[each]) for each in ids]


async def _approved(session: AsyncSession, now: datetime) -> tuple[list[Whole], list[tuple[str, str]]]:
    ready, refused = [], []
    for announcement in await postings.in_state(session, AnnouncementState.APPROVED):
        try:
            ready.append(await publish.publishable(session, announcement.id, now))
        except Refusal as why:
            refused.append((announcement.title, str(why)))
    return ready, refused


async def _fits(session: AsyncSession, ready: Sequence[Whole]) -> dict[int, Fits]:
    """Map each announcement's id to the people that it fits, in one matching run."""
    announced = {whole.announcement.id: [postings.opening(each) for each in whole.postings] for whole in ready}
    return await fitting.of_several(session, announced)

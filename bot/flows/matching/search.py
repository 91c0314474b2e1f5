"""全部在招: search all open postings by words, place, kind of work and pay.

The search also finds postings that do not fit the student's wishes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import BadSearch, NotFound
from bot.domain.matching.search import Filters, in_order, is_pasted, read, recognised
from bot.domain.paging import paged
from bot.domain.postings.announcement import STAGES, Attitude
from bot.flows.delivery.opened import opened
from bot.store.delivery import pushes
from bot.store.matching import openings
from bot.store.people import Speaker
from bot.store.student import interests
from bot.store.tables import Announcement, Employer, Posting

PAGE = 5


@dataclass(frozen=True)
class Found:
    """A page of found postings. ``page`` counts from 0."""

    rows: Sequence[tuple[Posting, Announcement, Employer]]
    total: int
    page: int
    pages: int
    past: int = 0
    """The number of closed or withdrawn postings that meet the filters. It is 0 for a search without words."""


async def find(session: AsyncSession, filters: Filters, page: int, now: datetime, past: bool = False) -> Found:
    """A page of the open postings that meet the filters. A ``page`` after the last page returns the last page.

    If ``past`` is True, closed and withdrawn postings are searched instead.
    """
    ordered = await _ordered(session, filters, now, past)
    over = [] if past or not filters.words else await _ordered(session, filters, now, past=True)
    shown = paged(ordered, page, PAGE)
    return Found(await openings.some(session, shown.lines, now, past), shown.total, shown.page, shown.pages, len(over))


async def _ordered(session: AsyncSession, filters: Filters, now: datetime, past: bool) -> list[int]:
    places = await openings.search(session, filters, now, past)
    return in_order([(each.id, each.regions, each.anywhere) for each in places], filters.regions)


async def mentioning(session: AsyncSession, text: str, home_city: str, now: datetime) -> int:
    """The number of open postings that match a text which the student typed outside the search.

    It is 0 if the text cannot be used for a search.
    """
    filters = await named_in(session, text) if is_pasted(text) else None
    if filters is None:
        try:
            filters = read(text, Filters(), home_city)
        except BadSearch:
            return 0
    return len(await _ordered(session, filters, now, past=False))


async def named_in(session: AsyncSession, text: str) -> Filters | None:
    """A search for the posting whose text was pasted; None if the text does not name one of our postings."""
    words = recognised(text, await openings.headings(session))
    return Filters(words=words) if words else None


async def want(session: AsyncSession, by: Speaker, posting_id: int, now: datetime) -> bool:
    """Record that the student wants an open posting (有意向). Returns False if they are at this stage or a later one.

    The student's delivery of this posting then counts as opened. Raises NotFound if the posting is closed.
    """
    found = await openings.one(session, posting_id, now)
    if found is None:
        raise NotFound("posting")
    delivery = await pushes.delivered_to(session, by.person_id, found[1].id)
    if delivery is not None:
        await opened(session, delivery, by, now)
    said = (await interests.marks(session, by.person_id, [posting_id])).get(posting_id)
    if said in STAGES:
        return False
    await interests.mark(session, by.person_id, posting_id, Attitude.WANTS, now)
    return True

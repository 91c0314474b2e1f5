"""A student's own list: the open postings that fit them, best first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotFound
from bot.domain.matching.index import Openings
from bot.domain.matching.matching import Match, Opening, Reason, Weights, match
from bot.domain.paging import Page, place
from bot.domain.region import HOME_PROVINCE
from bot.flows.matching.fitting import weights
from bot.store.delivery import pushes
from bot.store.matching import openings
from bot.store.postings import postings
from bot.store.tables import Announcement, Employer, Posting
from bot.store.wishes import graduates
from bot.store.wishes.graduates import Candidate

A_PAGE = 5
DEEPEST = 99
"""The number of the last page that is shown, counted from 0, because later pages take longer to compute."""


@dataclass(frozen=True)
class OpenPosting:
    """An open posting as one student sees it, with the reasons why it fits."""

    posting: Posting
    announcement: Announcement
    employer: Employer
    reasons: tuple[Reason, ...]
    fits: bool = True
    """Whether the posting fits. It is False if the student looked up a posting that does not fit."""


async def three_for(
    session: AsyncSession, person_id: int, now: datetime, limit: int = 3, province: str = HOME_PROVINCE
) -> list[OpenPosting]:
    """The open postings that fit a student best. For a student without wishes, they are matched by major."""
    return (await best_for(session, person_id, now, limit, province))[1]


async def best_for(
    session: AsyncSession, person_id: int, now: datetime, limit: int = 3, province: str = HOME_PROVINCE
) -> tuple[int, list[OpenPosting]]:
    """(the number of open postings that fit a student, the best of them). At most ``limit`` postings are returned."""
    found = await graduates.candidates(session, [person_id])
    if not found:
        return 0, []
    points = await weights(session)
    opened = await openings.every(session, now)
    [best] = Openings(opened, points, province).best_for([found[0].graduate], limit)
    first = [posting for _, posting in best.openings]
    known = {each.id: each for each in opened if each.id in first}
    return best.fitting, [
        OpenPosting(*whole, _reasons(known[whole[0].id], found[0], points, province))
        for whole in await openings.some(session, first, now)
    ]


async def page_for(session: AsyncSession, person_id: int, page: int, now: datetime) -> Page[OpenPosting]:
    """A page of the open postings that fit a student. A ``page`` after the last page returns the last page."""
    at = min(max(page, 0), DEEPEST)
    total, found = await best_for(session, person_id, now, limit=(at + 1) * A_PAGE)
    at, pages = place(total, at, A_PAGE)
    return Page(found[at * A_PAGE : (at + 1) * A_PAGE], at, min(pages, DEEPEST + 1), total)


def _reasons(opening: Opening, candidate: Candidate, points: Weights, province: str) -> tuple[Reason, ...]:
    result = match(opening, candidate.graduate, points, province)
    return result.reasons if isinstance(result, Match) else ()


async def offers(
    session: AsyncSession, person_ids: Sequence[int], now: datetime
) -> dict[int, tuple[int, list[Posting]]]:
    """Map each person's id to (the number of open postings that fit, the best three of them)."""
    offered = Openings(await openings.every(session, now), await weights(session), HOME_PROVINCE)
    found = [candidate.graduate for candidate in await graduates.candidates(session, person_ids)]
    best = list(offered.best_for(found, 3))
    first = sorted({posting for each in best for _, posting in each.openings})
    known = {row[0].id: row[0] for row in await openings.some(session, first, now)}
    return {
        each.person_id: (each.fitting, [known[posting] for _, posting in each.openings if posting in known])
        for each in best
    }


async def one_for(session: AsyncSession, person_id: int, posting_id: int, now: datetime) -> OpenPosting:
    """One open posting as this student sees it, even if it does not fit.

    Raises NotFound if the posting is closed or withdrawn, or if the person is not a graduate.
    """
    found = await graduates.candidates(session, [person_id])
    whole = await openings.one(session, posting_id, now)
    if whole is None or not found:
        raise NotFound("posting")
    result = match(postings.opening(whole[0]), found[0].graduate, await weights(session))
    return OpenPosting(*whole, result.reasons if isinstance(result, Match) else (), isinstance(result, Match))


async def delivery_of(session: AsyncSession, person_id: int, announcement: Announcement) -> int | None:
    """The id of the delivery that brought the announcement to the student; None if no delivery reached them.

    The student may press the buttons of this delivery.
    """
    return await pushes.delivered_to(session, person_id, announcement.id)

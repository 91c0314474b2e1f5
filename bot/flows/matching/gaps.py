"""专业结构 and its gaps (SEED 11): values that many students want and few postings offer, or the opposite."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import Stale
from bot.domain.matching import gaps as rule
from bot.domain.matching.gaps import COMPARED, Gap
from bot.domain.matching.index import Openings
from bot.domain.matching.library import Facet, Offer
from bot.domain.matching.matching import Graduate, Weights
from bot.domain.region import HOME_PROVINCE
from bot.flows.matching import fitting
from bot.flows.matching.library import colleges_of, seeking
from bot.store.matching import library
from bot.store.people import Speaker

EACH_WAY = 4
"""The number of gaps of each kind in the message, so that both kinds fit one phone screen."""
DRAWN = 8
"""The number of gaps of each kind in the picture."""
A_YEAR = timedelta(days=365)
TO_ASK = 2
"""The most employers that are named for each value."""


@dataclass(frozen=True)
class Line:
    """A gap, with a number and with employers that help to close it."""

    gap: Gap
    fitting: int
    """The number of students that at least one open posting of this value fits, whatever value they wished for."""
    employers: tuple[str, ...] = ()
    """Employers to ask: they published a posting for this value within the last year, and it is closed now."""


@dataclass(frozen=True)
class View:
    """The widest gaps of one facet, and the numbers of students and postings from which they were counted."""

    facet: Facet
    looking: int
    """The number of students who look for work."""
    postings: int
    heads: int
    """The number of vacancies in all open postings."""
    unstated: int
    """The number of postings that state no number of vacancies. Each of them counts as one vacancy."""
    wanting: Sequence[Line]
    """The values for which there are more students than vacancies."""
    spare: Sequence[Line]
    """The values for which there are more vacancies than students."""


async def view(session: AsyncSession, facet: Facet, by: Speaker, now: datetime, each_way: int = EACH_WAY) -> View:
    """The widest gaps of both kinds for the students of the school or of the speaker's college.

    ``each_way`` is the most gaps of each kind. Raises Stale if the facet is not in ``COMPARED``, and NotAllowed.
    """
    if facet not in COMPARED:
        raise Stale
    market = Market(
        looking=[each.graduate for each in await seeking(session, by)],
        offers=await library.offers(session, now),
        before=await library.once_hired(session, now - A_YEAR),
        points=await fitting.weights(session),
    )
    own = facet is Facet.MAJOR and colleges_of(by) is not None
    return await asyncio.to_thread(_view, facet, market, each_way, own)


@dataclass(frozen=True)
class Market:
    """Both sides of the market: students who look for work, open postings, and all postings of the last year."""

    looking: Sequence[Graduate]
    offers: Sequence[Offer]
    before: Sequence[Offer]
    points: Weights


def _view(facet: Facet, market: Market, each_way: int, own: bool) -> View:
    """The widest gaps of one facet. If ``own`` is True, only values that students of the college study are included.

    For a college the majors of other colleges are not gaps.
    """
    looking, offers = market.looking, market.offers
    found = [gap for gap in rule.gaps(facet, looking, offers) if gap.named or not own]
    wanting, spare = rule.widest(found, each_way)
    known = {offer.opening.id for offer in offers}
    closed = [each for each in market.before if each.opening.id not in known]
    return View(
        facet,
        len(looking),
        len(offers),
        sum(offer.heads for offer in offers),
        sum(not offer.headcount for offer in offers),
        [Line(gap, _fitting(facet, gap, market), _asked(facet, gap, closed)) for gap in wanting],
        [Line(gap, _fitting(facet, gap, market)) for gap in spare],
    )


def _fitting(facet: Facet, gap: Gap, market: Market) -> int:
    there = [offer.opening for offer in market.offers if rule.stands_under(facet, offer.opening, gap.value)]
    if not there:
        return 0
    return sum(count > 0 for count in Openings(there, market.points, HOME_PROVINCE).counts(market.looking))


def _asked(facet: Facet, gap: Gap, closed: Sequence[Offer]) -> tuple[str, ...]:
    hired = (offer.employer for offer in closed if rule.stands_under(facet, offer.opening, gap.value))
    return tuple(dict.fromkeys(hired))[:TO_ASK]

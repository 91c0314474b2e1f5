"""专业结构 and its gaps (SEED 11): values that students want and few postings offer, and the other way round."""

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
"""Gaps shown of each kind, so that both kinds fit one phone screen."""
DRAWN = 8
"""Gaps of each kind in the picture."""
A_YEAR = timedelta(days=365)
TO_ASK = 2
"""Employers named for each value."""


@dataclass(frozen=True)
class Line:
    """A gap, with numbers and employers that help to close it."""

    gap: Gap
    fitting: int
    """Students whom at least one of its open postings fits, whatever value they wished for."""
    employers: tuple[str, ...] = ()
    """Employers to ask: a posting of theirs for this value was published within a year and is closed now."""


@dataclass(frozen=True)
class View:
    """The widest gaps of one facet, and the numbers of students and postings behind them."""

    facet: Facet
    looking: int
    """Students who look for work."""
    postings: int
    heads: int
    """Vacancies of these postings."""
    unstated: int
    """Postings that give no number of vacancies, counted as one each."""
    wanting: Sequence[Line]
    """More students look for the value than there are vacancies."""
    spare: Sequence[Line]
    """More vacancies than students."""


async def view(session: AsyncSession, facet: Facet, by: Speaker, now: datetime, each_way: int = EACH_WAY) -> View:
    """The widest gaps of both kinds for the students of the school, or of the speaker's college.

    ``each_way``: gaps of each kind. Raises Stale for a facet that is not compared, NotAllowed.
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
    """``own``: only values that the college's students study; the majors of other colleges are no gap of theirs."""
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

"""Match a corrected announcement again, so that new matching students get it and outdated reasons are deleted.

A delivered posting that no longer fits stays without a reason, and its message says so. A waiting posting that no
longer fits is not sent, unless the correction is undone in time.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import UNSENT
from bot.domain.delivery.values import Told, ToldRow
from bot.flows.matching import fitting
from bot.flows.matching.fitting import Fit
from bot.flows.publishing import enrol
from bot.store.delivery import pushes
from bot.store.postings import postings
from bot.store.publishing import catch_up
from bot.store.tables import Delivery, Posting


async def rematch(session: AsyncSession, announcement_id: int, offered: Sequence[Posting], now: datetime) -> int:
    """Match a published announcement again. Returns how many more people it reaches."""
    push = (await catch_up.pushes_of(session, [announcement_id])).get(announcement_id)
    if push is None:
        return 0
    found = await fitting.of_openings(session, [postings.opening(posting) for posting in offered])
    fits = {fit.candidate.graduate.person_id: fit for fit in found.everybody}
    for delivery in await pushes.rows_of(session, push.id):
        told = told_now(delivery, fits.pop(delivery.person_id, None))
        delivery.values, delivery.score = {**delivery.values, **told.dump()}, told.score
    return await enrol.enrol(session, push, list(fits.values()), now)


def told_now(delivery: Delivery, fit: Fit | None) -> Told:
    """Return the postings that fit now.

    Postings that the student was told about and that no longer fit are included, marked as not fitting.
    """
    now = fit.told if fit else Told()
    if now.rows and delivery.state in UNSENT:
        return now
    gone = (posting for posting in delivery.told.postings if posting not in now.postings)
    return Told(rows=(*now.rows, *(ToldRow(posting=each, score=0, reasons=(), fits=False) for each in gone)))

"""After a correction: whom does it fit now? Nobody is told a reason that is none any more, and who fits now gets it.

What no longer fits stays where it was delivered, without a reason, and says so; where it still waits it is not
sent, unless the correction is put back before.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import UNSENT
from bot.flows.matching import fitting
from bot.flows.matching.fitting import Fit
from bot.flows.publishing import enrol
from bot.store.delivery import pushes
from bot.store.postings import postings
from bot.store.publishing import catch_up
from bot.store.tables import Delivery, Posting


async def rematch(session: AsyncSession, announcement_id: int, offered: Sequence[Posting], now: datetime) -> int:
    """Match a published announcement again; returns how many people came to it."""
    push = (await catch_up.pushes_of(session, [announcement_id])).get(announcement_id)
    if push is None:
        return 0
    found = await fitting.of_openings(session, [postings.opening(posting) for posting in offered])
    fits = {fit.candidate.graduate.person_id: fit for fit in found.everybody}
    for delivery in await pushes.rows_of(session, push.id):
        delivery.values = {**delivery.values, "rows": _rows(delivery, fits.pop(delivery.person_id, None))}
        delivery.score = max((row["score"] for row in delivery.values["rows"]), default=0)
    return await enrol.enrol(session, push, list(fits.values()), now)


def still_fits(values: Mapping[str, Any]) -> bool:
    """Whether anything that a delivery tells of fits its reader since it was corrected last."""
    rows = values.get("rows", [])
    return not rows or any(row.get("fits", True) for row in rows)


def _rows(delivery: Delivery, fit: Fit | None) -> list[dict[str, Any]]:
    """What fits, and what he was told of and does not fit any more."""
    now = [row.as_dict() for row in fit.rows] if fit else []
    if now and delivery.state in UNSENT:
        return now
    still = {row["posting"] for row in now}
    told = [row for row in delivery.values.get("rows", []) if row["posting"] not in still]
    return [*now, *({**row, "score": 0, "reasons": [], "fits": False} for row in told)]

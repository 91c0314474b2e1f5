"""The text of a class report: the announcements that come first, as many as fit into one WeChat message."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.clock import SHANGHAI
from bot.domain.chain import chain
from bot.flows.postings.shown import announcement_values
from bot.store.chain import chain as rungs
from bot.store.chain.class_news import ToTell
from bot.store.tables import Push, Rung, Unit

MOST_ANNOUNCEMENTS = 8
SOON = timedelta(days=3)
"""Announcements that close within this time come first, because no report is made over a weekend."""
FITS_WECHAT = 1900
"""A WeChat message of this many characters is not cut off."""
HOW_TO_APPLY = 900
"""The characters of "how to apply" that are kept if one announcement alone is too long. Links are not cut."""
NEVER = datetime.max.replace(tzinfo=UTC)


def best_first(
    pairs: Sequence[tuple[Rung, Push]], matched: Mapping[tuple[int, int], int], at: datetime
) -> list[tuple[Rung, Push]]:
    """Return the ``MOST_ANNOUNCEMENTS`` that come first: those that close soon, then those that fit most of the class.

    ``matched`` maps (push id, class id) to the number of students of the class that the push fits. The others wait for
    the next report.
    """

    def rank(pair: tuple[Rung, Push]) -> tuple[datetime, int, datetime, int]:
        rung, push = pair
        closes = push.not_after or NEVER
        return closes if closes < at + SOON else NEVER, -matched.get((push.id, rung.unit_id), 0), closes, rung.id

    return sorted(pairs, key=rank)[:MOST_ANNOUNCEMENTS]


async def item_of(session: AsyncSession, rung: Rung, push: Push) -> dict[str, Any]:
    """Return an announcement as a template shows it: the postings that fit at least one student of the class, and the
    college's hint."""
    if push.announcement_id is None:
        return {"title": push.title, "hint": rung.note}
    postings = await rungs.posting_ids(session, push.id, rung.unit_id)
    return {**await announcement_values(session, push.announcement_id, postings), "hint": rung.note}


def relay_text(
    unit: Unit, items: Sequence[dict[str, Any]], code: str, now: datetime, news: Sequence[ToTell] = ()
) -> tuple[str, int]:
    """Return the text to copy, and how many of ``items`` it contains. If there are items, it contains at least one.

    ``news`` contains corrections and recalls of announcements that the class was told about before.
    """
    common: dict[str, Any] = {"unit": unit, "day": now.astimezone(SHANGHAI).date(), "code": code, "now": now}
    common["news"] = news
    for taken in range(len(items), 0 if items else -1, -1):
        text = render.plain("chain/relay_text", items=items[:taken], **common)
        if len(text) <= FITS_WECHAT or not items:
            return text, taken
    how = items[0]["announcement"].apply_how if "announcement" in items[0] else ""
    shorter = {**items[0], "how": chain.whole_links(how, HOW_TO_APPLY)}
    return render.plain("chain/relay_text", items=[shorter], **common), 1

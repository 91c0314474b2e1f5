"""The text of a class report: the announcements that come first, as many as fit into one WeChat message. The report's
sheet has all of them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.clock import SHANGHAI
from bot.domain.chain import chain
from bot.flows.postings.shown import announcement_values
from bot.store.chain import chain as rungs
from bot.store.chain import waiting
from bot.store.chain.class_news import ToTell
from bot.store.chain.waiting import Need
from bot.store.tables import Push, Rung, Unit

MOST_ANNOUNCEMENTS = 8
SOON = timedelta(days=3)
"""Announcements that close within this time come first, because no report is made over a weekend."""
FITS_WECHAT = 1900
"""A WeChat message of this many characters is not cut off."""
HOW_TO_APPLY = 900
"""The characters of "how to apply" that are kept if one announcement alone is too long. Links are not cut."""
Pairs = Sequence[tuple[Rung, Push]]
NEVER = datetime.max.replace(tzinfo=UTC)


def best_first(pairs: Pairs, needs: Mapping[tuple[int, int], Need], at: datetime) -> list[tuple[Rung, Push]]:
    """Return the announcements in the order in which a class needs to hear of them.

    First come those of which some students can hear from nobody else, and last those that every student opened. Among
    these, those that close soon come first, then those that most students depend on or that fit most of the class.
    ``needs`` maps (push id, class id) to what the class's students have of the push.
    """

    def rank(pair: tuple[Rung, Push]) -> tuple[int, datetime, int, int, datetime, int]:
        rung, push = pair
        need, closes = needs.get((push.id, rung.unit_id), Need(0, 0, 0)), push.not_after or NEVER
        last = 0 if need.alone else 2 if need.opened == need.matched else 1
        soon = closes if closes < at + SOON else NEVER
        return last, soon, -need.alone, -need.matched, closes, rung.id

    return sorted(pairs, key=rank)


async def item_of(session: AsyncSession, rung: Rung, push: Push) -> dict[str, Any]:
    """Return an announcement as a template shows it: the postings that fit at least one student of the class, and the
    college's hint."""
    if push.announcement_id is None:
        return {"title": push.title, "hint": rung.note}
    postings = await rungs.posting_ids(session, push.id, rung.unit_id)
    return {**await announcement_values(session, push.announcement_id, postings), "hint": rung.note}


def relay_text(
    unit: Unit, items: Sequence[dict[str, Any]], code: str, now: datetime, news: Sequence[ToTell] = (), more: int = 0
) -> tuple[str, int]:
    """Return the text to copy, and how many announcements are left to the report's sheet.

    If there are items, the text contains at least one. ``more`` is the number of announcements after ``items``.
    ``news`` contains corrections and recalls of announcements that the class was told about before.
    """
    common: dict[str, Any] = {"unit": unit, "day": now.astimezone(SHANGHAI).date(), "code": code, "now": now}
    common["news"] = news
    for taken in range(len(items), 0 if items else -1, -1):
        left = len(items) - taken + more
        text = render.plain("chain/relay_text", items=items[:taken], left=left, **common)
        if len(text) <= FITS_WECHAT or not items:
            return text, left
    how = items[0]["announcement"].apply_how if "announcement" in items[0] else ""
    shorter = {**items[0], "how": chain.whole_links(how, HOW_TO_APPLY)}
    left = len(items) - 1 + more
    return render.plain("chain/relay_text", items=[shorter], left=left, **common), left


async def composed(
    session: AsyncSession,
    pairs: Sequence[tuple[Rung, Push]],
    unit: Unit,
    code: str,
    at: datetime,
    news: Sequence[ToTell],
) -> tuple[str, int]:
    """Return the text of a report about ``pairs``, and how many of them only its sheet contains."""
    needs = await waiting.needs(session, sorted({push.id for _, push in pairs}), [unit.id])
    ordered = best_first(pairs, needs, at)
    items = [await item_of(session, rung, push) for rung, push in ordered[:MOST_ANNOUNCEMENTS]]
    return relay_text(unit, items, code, at, news, max(0, len(ordered) - MOST_ANNOUNCEMENTS))

"""The sheet of a class report: all of its announcements, also those for which the text has no room."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.flows.chain import wechat_text
from bot.store.chain import class_news

Row = list[str | date | None]


async def rows(session: AsyncSession, report_id: int) -> list[Row]:
    """Return one row for each posting of the announcements that are still open, those that close first at the top."""
    pairs = await class_news.living_rungs(session, report_id)
    pairs.sort(key=lambda pair: (pair[1].not_after or wechat_text.NEVER, pair[0].id))
    return [row for rung, push in pairs for row in _rows(await wechat_text.item_of(session, rung, push))]


def _rows(item: dict[str, Any]) -> list[Row]:
    if "announcement" not in item:
        return [[item["title"], "", "", "", "", None, "", item["hint"]]]
    told = item["announcement"]
    firm, hint = item["employer"].name, item["hint"]
    how = told.apply_how or (told.policy or {}).get("official_link", "")
    return [
        [firm, each.title, each.salary_text, each.regions_text, each.majors_text, told.deadline, how, hint]
        for each in item["postings"]
    ]

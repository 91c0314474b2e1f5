"""Rewrite an unrelayed class report, because one of its announcements was corrected or recalled."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.chain import chain
from bot.domain.chain.chain import RungState
from bot.flows.chain import report as reports
from bot.flows.chain import wechat_text
from bot.store.chain import class_news, waiting
from bot.store.delivery import pushes
from bot.store.tables import ClassReport, Unit


async def rewrite(session: AsyncSession, announcement_id: int, now: datetime) -> None:
    """Rewrite the texts of the reports that contain the announcement, without recalled announcements.

    Reports that become empty are closed. The messages that show the reports are marked outdated and edited later
    (``jobs/sending/mend``).
    """
    for report in await class_news.reports_to_mend(session, announcement_id):
        if report.state == RungState.CLOSED:
            await _refresh(session, report)
            continue
        pairs = await class_news.living_rungs(session, report.id)
        news = await class_news.untold(session, report.opened_at, report.class_id, before=report)
        if not pairs and not news:
            report.state = chain.move(report.state, RungState.CLOSED)
        else:
            unit = await session.get_one(Unit, report.class_id)
            at = report.opened_at
            report.text, report.in_sheet = await wechat_text.composed(session, pairs, unit, report.code, at, news)
        await _refresh(session, report)


async def _refresh(session: AsyncSession, report: ClassReport) -> None:
    """Mark the messages that show the report as outdated, so that they are edited to its current state."""
    await session.flush()
    await session.refresh(report)
    values = (await reports.view_of(session, report)).values()
    for key in (f"report:{report.id}", f"report:{report.id}:counsellor"):
        push = await pushes.by_key(session, key)
        if push is not None:
            push.values = {**values, **reports.Earlier.of(push.values).dump()}
            await session.flush()
            await waiting.outdate(session, push.id)

"""Make the class reports that are due, and send each to its holder: the cadre or the counsellor."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain import worktime
from bot.domain.chain import chain
from bot.domain.people import Role, UnitKind
from bot.flows.chain import wechat_text
from bot.flows.chain.report import URGENT_KEY, bring, bypass, view_of
from bot.flows.holders import holding
from bot.store import choices
from bot.store.chain import chain as rungs
from bot.store.chain import class_news
from bot.store.tables import ClassReport, Push, Rung, Unit

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


async def make_due(session: AsyncSession, now: datetime, most: int | None = None) -> list[ClassReport]:
    """Make the reports that are due: daily ones at noon of a workday, those of urgent announcements at once.

    One call makes at most ``most`` reports, so that noon at a large school does not delay presses. The next call
    continues.
    """
    noon = worktime.last_noon_report(now, await choices.holidays(session))
    made: list[ClassReport] = []
    for class_id, pairs, key in await _gathered(session, noon):
        report = await _make(session, class_id, pairs, key, now)
        if report is not None:
            made.append(report)
        if len(made) == most:
            return made
    return [*made, *await _changed(session, noon, now)]


async def _gathered(session: AsyncSession, noon: datetime) -> list[tuple[int, list[tuple[Rung, Push]], str]]:
    """Return the reports to make, each as (class id, rungs and pushes of the report, key of the report).

    There is one for each urgent announcement, one for those that would close before the next noon, and one for the
    other announcements of the day.
    """
    next_noon = worktime.next_noon_report(noon, await choices.holidays(session))
    found = []
    for class_id, group in groupby(await rungs.unreported(session), key=lambda pair: pair[0].unit_id):
        pairs = list(group)
        found += [(class_id, [(rung, push)], f"{URGENT_KEY}{rung.id}") for rung, push in pairs if push.urgent]
        calm = [pair for pair in pairs if not pair[1].urgent]
        daily = [pair for pair in calm if pair[0].opened_at <= noon]
        last = [pair for pair in calm if pair not in daily and pair[1].not_after and pair[1].not_after <= next_noon]
        found += [(class_id, daily, _day(noon))] if daily else []
        found += [(class_id, last, f"{URGENT_KEY}{last[0][0].id}")] if last else []
    return found


async def _changed(session: AsyncSession, noon: datetime, now: datetime) -> list[ClassReport]:
    """Make reports that contain only corrections and recalls, for classes that got no other report just now."""
    made, told = [], set[int]()
    for news in await class_news.untold(session, now):
        if news.class_id not in told and (news.at_once or news.change.at <= noon):
            told.add(news.class_id)
            key = f"{URGENT_KEY}recall:{news.change.id}" if news.at_once else _day(noon)
            made.append(await _make(session, news.class_id, [], key, now))
    return [report for report in made if report is not None]


def _day(noon: datetime) -> str:
    return noon.astimezone(SHANGHAI).date().isoformat()


async def _make(
    session: AsyncSession, class_id: int, pairs: Sequence[tuple[Rung, Push]], key: str, now: datetime
) -> ClassReport | None:
    """Make a report of a class. Returns None if there is one with this ``key``.

    Announcements that do not fit into the text are in the report's sheet, so that none waits for a later report.
    """
    if await rungs.report_of(session, class_id, key) is not None:
        return None
    unit = await session.get_one(Unit, class_id)
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(5))
    news = await class_news.untold(session, now, class_id)
    text, left = await wechat_text.composed(session, pairs, unit, code, now, news)
    urgent = key.startswith(URGENT_KEY)
    report = ClassReport(
        class_id=class_id,
        key=key,
        day=now.astimezone(SHANGHAI).date(),
        code=code,
        text=text,
        in_sheet=left,
        opened_at=now,
        deadline=chain.deadline(UnitKind.CLASS, now, urgent, *await choices.calendar(session)),
    )
    session.add(report)
    await session.flush()
    for rung, _ in pairs:
        rung.report_id = report.id
    await session.flush()
    await _hand_over(session, report, now)
    return report


async def _hand_over(session: AsyncSession, report: ClassReport, now: datetime) -> None:
    """Send the report to its holder. If there is no holder, it is bypassed at once.

    A counsellor gets a daily report in the noon message about all their classes (``chase.tell_counsellors``).
    """
    hold = await holding(session, report.class_id, now)
    urgent = report.key.startswith(URGENT_KEY)
    if not hold.people:
        await bypass(session, report, now)
    elif urgent:
        await bring(session, await view_of(session, report), hold.people, f"report:{report.id}", now)
    elif hold.role == Role.CADRE:
        seen = await view_of(session, report, await _earlier(session, report, now))
        await bring(session, seen, hold.people, f"report:{report.id}", now)


async def _earlier(session: AsyncSession, report: ClassReport, now: datetime) -> list[ClassReport]:
    """Return older daily reports that are not marked as relayed.

    The new report reminds of these older ones, so they count as reminded from now on.
    """
    found = []
    for each in await rungs.open_reports(session, report.class_id):
        if each.id != report.id and each.reminded_at is None and not each.key.startswith(URGENT_KEY):
            each.reminded_at = now
            found.append(each)
    return found

"""班级日报: one text a class and day for its cadre to relay. The text alone is enough for a reader without the bot."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.clock import SHANGHAI
from bot.domain import worktime
from bot.domain.chain import chain
from bot.domain.chain.chain import Release, RungState
from bot.domain.delivery.push import PushKind
from bot.domain.delivery.values import Values
from bot.domain.people import Role, UnitKind
from bot.flows.chain import groups
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.flows.holders import holding
from bot.flows.postings.shown import announcement_values
from bot.store import choices
from bot.store.chain import chain as rungs
from bot.store.chain import class_news, released, waiting
from bot.store.chain.chain import Unreached
from bot.store.chain.class_news import ToTell
from bot.store.tables import ClassReport, Push, Rung, Unit

MOST_ANNOUNCEMENTS = 8
SOON = timedelta(days=3)
"""Announcements that close within this time come first, as no report is made over a weekend."""
FITS_WECHAT = 1900
"""WeChat takes a message of this many characters whole."""
HOW_TO_APPLY = 900
"""Characters of "how to apply" that are kept where one announcement alone is too long; links stay whole."""
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
MAY_RELAY = (Role.CADRE, Role.COUNSELLOR, Role.ADVISOR)
URGENT_KEY = "rung:"
"""The key of an urgent announcement's own report begins so, such as ``rung:12``; a daily one's is ``2026-11-24``."""
NEVER = datetime.max.replace(tzinfo=UTC)


class Earlier(Values):
    """Earlier reports that the new one reminds of: (report id, its day as ``2026-11-24``)."""

    earlier: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class View:
    """A report as its holder sees it now. ``earlier``: older reports of the class that nobody has marked yet."""

    report: ClassReport
    unit: Unit
    unreached: Sequence[Unreached]
    group: dict[str, Any] | None = None
    """The class's group, as ``groups.group_words`` has it."""
    earlier: Sequence[ClassReport] = ()

    @property
    def left(self) -> list[Unreached]:
        """The classmates whom nobody has told yet."""
        return [each for each in self.unreached if each.relay_kind is None]

    def values(self) -> dict[str, Any]:
        return {
            "report": self.report.id,
            "unit": self.unit.name,
            "day": self.report.day.isoformat(),
            "text": self.report.text,
            "state": self.report.state.value,
            "names": [each.name for each in self.left],
            "told": len(self.unreached) - len(self.left),
            "deadline": self.report.deadline.isoformat(),
            "group": self.group,
            **Earlier(earlier=tuple((each.id, each.day.isoformat()) for each in self.earlier)).dump(),
        }


async def view_of(session: AsyncSession, report: ClassReport, earlier: Sequence[ClassReport] = ()) -> View:
    push_ids = await rungs.report_pushes(session, report.id)
    return View(
        report,
        await session.get_one(Unit, report.class_id),
        await rungs.unreached(session, report.class_id, push_ids),
        await groups.of_class(session, report.class_id),
        earlier,
    )


async def make_due(session: AsyncSession, now: datetime, most: int | None = None) -> list[ClassReport]:
    """Make the reports that are due: daily ones at noon of a workday, those of urgent announcements at once.

    A call makes at most ``most``, so that noon at a large school does not delay presses; the next call goes on.
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
    """(class, rungs and pushes of its report, the report's key): one for each urgent announcement, one for the day."""
    unreported = await rungs.unreported(session)
    matched = await waiting.matched_in_classes(session, sorted({push.id for _, push in unreported}))
    found = []
    for class_id, group in groupby(unreported, key=lambda pair: pair[0].unit_id):
        pairs = list(group)
        found += [(class_id, [(rung, push)], f"{URGENT_KEY}{rung.id}") for rung, push in pairs if push.urgent]
        daily = [(rung, push) for rung, push in pairs if not push.urgent and rung.opened_at <= noon]
        if daily:
            found.append((class_id, best_first(daily, matched, noon), _day(noon)))
    return found


async def _changed(session: AsyncSession, noon: datetime, now: datetime) -> list[ClassReport]:
    """Make reports that tell only of corrections and recalls, for classes that got no other report just now."""
    made, told = [], set[int]()
    for news in await class_news.untold(session, now):
        if news.class_id not in told and (news.at_once or news.change.at <= noon):
            told.add(news.class_id)
            key = f"{URGENT_KEY}recall:{news.change.id}" if news.at_once else _day(noon)
            made.append(await _make(session, news.class_id, [], key, now))
    return [report for report in made if report is not None]


def _day(noon: datetime) -> str:
    return noon.astimezone(SHANGHAI).date().isoformat()


def best_first(
    pairs: Sequence[tuple[Rung, Push]], matched: Mapping[tuple[int, int], int], at: datetime
) -> list[tuple[Rung, Push]]:
    """The ``MOST_ANNOUNCEMENTS`` that come first: those that close soon, then those that fit most of the class.

    ``matched``: (push, class) → how many of the class it fits. The others wait for the next report.
    """

    def rank(pair: tuple[Rung, Push]) -> tuple[datetime, int, datetime, int]:
        rung, push = pair
        closes = push.not_after or NEVER
        return closes if closes < at + SOON else NEVER, -matched.get((push.id, rung.unit_id), 0), closes, rung.id

    return sorted(pairs, key=rank)[:MOST_ANNOUNCEMENTS]


async def _make(
    session: AsyncSession, class_id: int, pairs: Sequence[tuple[Rung, Push]], key: str, now: datetime
) -> ClassReport | None:
    """Make a report of a class; None when there is one with this key. Announcements left out wait for the next."""
    if await rungs.report_of(session, class_id, key) is not None:
        return None
    unit = await session.get_one(Unit, class_id)
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(5))
    items = [await item_of(session, rung, push) for rung, push in pairs]
    text, taken = relay_text(unit, items, code, now, await class_news.untold(session, now, class_id))
    urgent = key.startswith(URGENT_KEY)
    report = ClassReport(
        class_id=class_id,
        key=key,
        day=now.astimezone(SHANGHAI).date(),
        code=code,
        text=text,
        opened_at=now,
        deadline=chain.deadline(UnitKind.CLASS, now, urgent, *await choices.calendar(session)),
    )
    session.add(report)
    await session.flush()
    for rung, _ in pairs[:taken]:
        rung.report_id = report.id
    await session.flush()
    await _hand_over(session, report, now)
    return report


async def item_of(session: AsyncSession, rung: Rung, push: Push) -> dict[str, Any]:
    """An announcement as a template shows it: the postings that fit somebody of the class, and the college's hint."""
    if push.announcement_id is None:
        return {"title": push.title, "hint": rung.note}
    postings = await rungs.posting_ids(session, push.id, rung.unit_id)
    return {**await announcement_values(session, push.announcement_id, postings), "hint": rung.note}


def relay_text(
    unit: Unit, items: Sequence[dict[str, Any]], code: str, now: datetime, news: Sequence[ToTell] = ()
) -> tuple[str, int]:
    """The text to copy, and how many of ``items`` found a place in it (at least one, if there are any).

    ``news``: corrections and recalls of announcements that the class was told before.
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


async def _hand_over(session: AsyncSession, report: ClassReport, now: datetime) -> None:
    """Bring the report to its holder; without a holder it is bypassed at once.

    A counsellor learns of a daily report by the noon message about all their classes (``chase.tell_counsellors``).
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


async def bring(session: AsyncSession, seen: View, person_ids: Sequence[int], key: str, now: datetime) -> None:
    """Send the report to these people in a message of its own; ``key`` is the push's."""
    notice = Notice(
        PushKind.TASK,
        "chain/report",
        key=key,
        title=seen.unit.name,
        values=seen.values(),
        urgent=seen.report.key.startswith(URGENT_KEY),
    )
    await pushing.to_people(session, notice, person_ids, now)


async def _earlier(session: AsyncSession, report: ClassReport, now: datetime) -> list[ClassReport]:
    """Older daily reports that nobody marked. The new report reminds of them, so they count as reminded from now on."""
    found = []
    for each in await rungs.open_reports(session, report.class_id):
        if each.id != report.id and each.reminded_at is None and not each.key.startswith(URGENT_KEY):
            each.reminded_at = now
            found.append(each)
    return found


async def bypass(session: AsyncSession, report: ClassReport, now: datetime) -> None:
    """Give up waiting for a relay: the report is on record as bypassed, and its rungs end."""
    report.state = chain.move(report.state, RungState.BYPASSED)
    await rungs.close_rungs(session, report.id, RungState.BYPASSED, None, now)
    await release_class(session, report, now)


async def release_class(session: AsyncSession, report: ClassReport, now: datetime) -> None:
    """Queue what waits for the class's students, of pushes that a class has to release (``Release.CLASS``)."""
    for push_id in await rungs.report_pushes(session, report.id):
        push = await session.get_one(Push, push_id)
        if push.release == Release.CLASS:
            await released.queue_waiting(session, push_id, now, class_id=report.class_id)

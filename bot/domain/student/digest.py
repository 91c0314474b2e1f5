"""When a student's postings are sent together in one message, a digest, and which of them it carries."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.domain import region
from bot.domain.people import Rhythm
from bot.domain.worktime import NOON, SHANGHAI, is_workday

LATE_UNTIL = time(20)
"""A digest that was not made at noon is made later on the same day, until this time."""
STALE_AT = time(11)
"""A digest that is still unsent at this time of the next day is given up for the next one."""

_ASIDE = re.compile(r"[(\[【]([^)\]】]*)[)\]】]")
_DASH = re.compile(r"[-—–_|]+")
_COHORT = re.compile(r"(?:20)?\d\d届?(?:校招|校园招聘|毕业生)?|校招|春招|秋招|校园招聘|应届生?")

_NO_EXTRA: Mapping[date, bool] = {}


def rhythm_on(day: date, chosen: Rhythm, weekly_until: date | None, wished: bool, stale: bool = False) -> Rhythm:
    """The rhythm of a student on ``day``. It is weekly, whatever the student chose, in three cases.

    The class has exam weeks (``weekly_until``, the last day). No wish was ever filled in (not ``wished``). The wishes
    are ``stale``: they are old, and the student has not answered whether they still hold.
    """
    if not wished or stale or (weekly_until is not None and weekly_until >= day):
        return Rhythm.WEEKLY
    return chosen


def is_bundled(rhythm: Rhythm, *, wished: bool, urgent: bool) -> bool:
    """Whether a posting waits for the digest. A student without a wish gets every posting in a digest (DESIGN §5)."""
    return not wished or (rhythm != Rhythm.INSTANT and not urgent)


@dataclass(frozen=True)
class Window:
    """The day of a digest, and the moments (UTC) up to which queued postings go into it.

    A daily digest carries the postings queued up to ``daily``. A weekly digest carries those queued up to ``weekly``,
    and also those that close before ``next_weekly``.
    """

    day: date
    daily: datetime
    weekly: datetime
    next_weekly: datetime

    def closes(self, rhythm: Rhythm) -> datetime:
        return self.weekly if rhythm == Rhythm.WEEKLY else self.daily

    @property
    def stale_at(self) -> datetime:
        return datetime.combine(self.day + timedelta(days=1), STALE_AT, SHANGHAI).astimezone(UTC)


def window(now: datetime, extra: Mapping[date, bool] = _NO_EXTRA) -> Window | None:
    """The window that is open at ``now``: from noon of a workday until ``LATE_UNTIL``; None outside these hours.

    Weekly digests are due on the first workday of the week. A student who missed that day is served on the next one.
    """
    local = now.astimezone(SHANGHAI)
    today = local.date()
    if not NOON <= local.time() < LATE_UNTIL or not is_workday(today, extra):
        return None
    monday = today - timedelta(days=today.weekday())
    return Window(today, _noon(today), _weekly(monday, extra), _weekly(monday + timedelta(days=7), extra))


def is_to_come(now: datetime, extra: Mapping[date, bool] = _NO_EXTRA) -> bool:
    """Whether today's digest is still to come: today is a workday, and it is before noon."""
    local = now.astimezone(SHANGHAI)
    return local.time() < NOON and is_workday(local.date(), extra)


def _weekly(monday: date, extra: Mapping[date, bool]) -> datetime:
    """Noon of the first workday of a week, or of its Monday when the whole week is off."""
    week = [monday + timedelta(days=n) for n in range(7)]
    return _noon(next((day for day in week if is_workday(day, extra)), monday))


def _noon(day: date) -> datetime:
    return datetime.combine(day, NOON, SHANGHAI).astimezone(UTC)


def bare(title: str) -> str:
    """A title without a place or cohort beside it. Postings of one vacancy for thirty cities differ in nothing else.

    施工管培生（长春）, 施工管培生-四平 and 施工管培生（2027届） all become 施工管培生.
    """
    plain = unicodedata.normalize("NFKC", title).lower()
    without = _ASIDE.sub(lambda found: "" if _parts_only(found[1]) else found[0], plain)
    first, *rest = _DASH.split(without)
    return "-".join([first.strip(), *(each.strip() for each in rest if not _parts_only(each))])


def _parts_only(text: str) -> bool:
    return _COHORT.fullmatch(text.strip()) is not None or region.parse_region(text).understood


@dataclass(frozen=True)
class Item:
    """A delivery that waits for a digest: the vacancy that it brings, and how well it fits."""

    delivery_id: int
    score: int
    employer_id: int
    titles: frozenset[str]
    """The titles of its postings, as ``bare`` returns them."""
    postings: int = 1
    """The number of postings in it."""


def choose(items: Iterable[Item], most: int) -> tuple[list[Item], list[Item]]:
    """(carried, outranked): the digest carries the best items, at most ``most`` of them.

    Of several items with one employer and the same titles only the best is carried, whatever the place.
    """
    carried: list[Item] = []
    outranked: list[Item] = []
    seen: set[tuple[int, frozenset[str]]] = set()
    for item in sorted(items, key=lambda item: (-item.score, item.delivery_id)):
        kind = (item.employer_id, item.titles)
        if kind in seen or len(carried) >= most:
            outranked.append(item)
        else:
            seen.add(kind)
            carried.append(item)
    return carried, outranked

"""Digests: when a student's postings are sent together in one message, and which postings it contains."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.domain import region
from bot.domain.people import Rhythm
from bot.domain.worktime import NOON, SHANGHAI, is_workday

LATE_UNTIL = time(20)
"""Digests that were not created at noon can be created later on that day, until this time."""
STALE_AT = time(11)
"""A digest that is unsent at this time of the next day is dropped, because the next digest follows."""

_ASIDE = re.compile(r"[(\[【]([^)\]】]*)[)\]】]")
_DASH = re.compile(r"[-—–_|]+")
_COHORT = re.compile(r"(?:20)?\d\d届?(?:校招|校园招聘|毕业生)?|校招|春招|秋招|校园招聘|应届生?")

_NO_EXTRA: Mapping[date, bool] = {}


def rhythm_on(day: date, chosen: Rhythm, weekly_until: date | None, wished: bool, stale: bool = False) -> Rhythm:
    """Return the rhythm of a student on ``day``: ``chosen``, or weekly in one of three cases.

    - The class has exam weeks until ``weekly_until``.
    - The student has never filled in a wish (``wished`` is False).
    - The wishes are old and the student has not confirmed them (``stale``).
    """
    if not wished or stale or (weekly_until is not None and weekly_until >= day):
        return Rhythm.WEEKLY
    return chosen


def is_bundled(rhythm: Rhythm, *, wished: bool, urgent: bool) -> bool:
    """Whether a posting waits for the digest. Without a wish, every posting does (DESIGN §5)."""
    return not wished or (rhythm != Rhythm.INSTANT and not urgent)


@dataclass(frozen=True)
class Window:
    """The day of a digest, and the moments (UTC) by which its postings must be queued.

    A daily digest contains postings queued until ``daily``. A weekly digest contains those queued until ``weekly``, and
    those that close before ``next_weekly``.
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
    """Return the window that is open at ``now``, or None. A window is open from noon of a workday until ``LATE_UNTIL``.

    Weekly digests are due on the first workday of the week. A student who got none then gets it on the next workday.
    """
    local = now.astimezone(SHANGHAI)
    today = local.date()
    if not NOON <= local.time() < LATE_UNTIL or not is_workday(today, extra):
        return None
    monday = today - timedelta(days=today.weekday())
    return Window(today, _noon(today), _weekly(monday, extra), _weekly(monday + timedelta(days=7), extra))


def is_to_come(now: datetime, extra: Mapping[date, bool] = _NO_EXTRA) -> bool:
    """Whether today's digest is still to come: it is a workday and not yet noon."""
    local = now.astimezone(SHANGHAI)
    return local.time() < NOON and is_workday(local.date(), extra)


def next_noon(now: datetime, extra: Mapping[date, bool] = _NO_EXTRA) -> datetime:
    """Return the moment (UTC) of the next digest that can still take a posting queued at ``now``."""
    today = now.astimezone(SHANGHAI).date()
    later = (today + timedelta(days=days) for days in range(1, 61))
    return _noon(today if is_to_come(now, extra) else next((day for day in later if is_workday(day, extra)), today))


def _weekly(monday: date, extra: Mapping[date, bool]) -> datetime:
    """Return noon of the first workday of a week. If the whole week is off, return noon of ``monday``."""
    week = [monday + timedelta(days=n) for n in range(7)]
    return _noon(next((day for day in week if is_workday(day, extra)), monday))


def _noon(day: date) -> datetime:
    return datetime.combine(day, NOON, SHANGHAI).astimezone(UTC)


def bare(title: str) -> str:
    """Return a title without a place or cohort: 施工管培生（长春）, 施工管培生-四平 → 施工管培生."""
    plain = unicodedata.normalize("NFKC", title).lower()
    without = _ASIDE.sub(lambda found: "" if _parts_only(found[1]) else found[0], plain)
    first, *rest = _DASH.split(without)
    return "-".join([first.strip(), *(each.strip() for each in rest if not _parts_only(each))])


def _parts_only(text: str) -> bool:
    return _COHORT.fullmatch(text.strip()) is not None or region.parse_region(text).understood


@dataclass(frozen=True)
class Item:
    """A delivery that waits for a digest: the employer and titles of its vacancy, and its score."""

    delivery_id: int
    score: int
    employer_id: int
    titles: frozenset[str]
    """The titles of the delivery's postings, as ``bare`` returns them."""
    postings: int = 1
    """The number of postings in the delivery."""


def choose(items: Iterable[Item], most: int) -> tuple[list[Item], list[Item]]:
    """Return (carried, outranked). The digest carries the items with the best scores, at most ``most``.

    Of several items with the same employer and titles, only the best is carried. Their places do not matter.
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

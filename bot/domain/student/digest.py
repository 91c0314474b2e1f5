"""When a student's postings come together in one message, and which of them it carries."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.domain import region
from bot.domain.people import Rhythm
from bot.domain.worktime import NOON, SHANGHAI, is_workday

LATE_UNTIL = time(20)
"""A digest that was missed at noon is still made the same day, until then."""
STALE_AT = time(11)
"""A digest that could not be sent by this time of the next day makes room for the next one."""

_ASIDE = re.compile(r"[(\[【]([^)\]】]*)[)\]】]")
_DASH = re.compile(r"[-—–_|]+")
_COHORT = re.compile(r"(?:20)?\d\d届?(?:校招|校园招聘|毕业生)?|校招|春招|秋招|校园招聘|应届生?")

_NO_EXTRA: Mapping[date, bool] = {}


def rhythm_on(day: date, chosen: Rhythm, weekly_until: date | None, wished: bool, stale: bool = False) -> Rhythm:
    """The rhythm that holds: exam weeks of the class, or wishes never filled in, make it weekly whatever was chosen.

    So do ``stale`` ones: old, and the question whether they are still meant is unanswered.
    """
    if not wished or stale or (weekly_until is not None and weekly_until >= day):
        return Rhythm.WEEKLY
    return chosen


def is_bundled(rhythm: Rhythm, *, wished: bool, urgent: bool) -> bool:
    """Whether a posting waits for the digest. Who wished for nothing never gets one by itself (DESIGN §5)."""
    return not wished or (rhythm != Rhythm.INSTANT and not urgent)


@dataclass(frozen=True)
class Window:
    """A digest's day. What was queued up to ``daily`` goes to all, up to ``weekly`` to those with one a week;
    to these also what closes before ``next_weekly``."""

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
    """The window that is open at ``now``: from noon of a workday; None outside.

    The weekly ones go on the week's first workday; who missed that day is served on the next.
    """
    local = now.astimezone(SHANGHAI)
    today = local.date()
    if not NOON <= local.time() < LATE_UNTIL or not is_workday(today, extra):
        return None
    monday = today - timedelta(days=today.weekday())
    return Window(today, _noon(today), _weekly(monday, extra), _weekly(monday + timedelta(days=7), extra))


def is_to_come(now: datetime, extra: Mapping[date, bool] = _NO_EXTRA) -> bool:
    """Whether the day's digest is still ahead."""
    local = now.astimezone(SHANGHAI)
    return local.time() < NOON and is_workday(local.date(), extra)


def _weekly(monday: date, extra: Mapping[date, bool]) -> datetime:
    """Noon of a week's first workday, or of its Monday where the whole week is off."""
    week = [monday + timedelta(days=n) for n in range(7)]
    return _noon(next((day for day in week if is_workday(day, extra)), monday))


def _noon(day: date) -> datetime:
    return datetime.combine(day, NOON, SHANGHAI).astimezone(UTC)


def bare(title: str) -> str:
    """A title without what only parts one vacancy in thirty cities: 施工管培生（长春）, 施工管培生-四平, （2027届）."""
    plain = unicodedata.normalize("NFKC", title).lower()
    without = _ASIDE.sub(lambda found: "" if _parts_only(found[1]) else found[0], plain)
    first, *rest = _DASH.split(without)
    return "-".join([first.strip(), *(each.strip() for each in rest if not _parts_only(each))])


def _parts_only(text: str) -> bool:
    return _COHORT.fullmatch(text.strip()) is not None or region.parse_region(text).understood


@dataclass(frozen=True)
class Item:
    """A delivery that waits for a digest: what it is of, and how well it fits."""

    delivery_id: int
    score: int
    employer_id: int
    titles: frozenset[str]
    """As ``bare`` has them."""
    postings: int = 1
    """How many it brings."""


def choose(items: Iterable[Item], most: int) -> tuple[list[Item], list[Item]]:
    """(carried, outranked): the best ``most``; of one employer's same titles only the best stays, wherever they are."""
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

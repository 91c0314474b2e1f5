"""The effect of a changed choice: on last week's messages, on the rows that wait now, or on a sample of students."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.chain import chain
from bot.domain.delivery.quiet_hours import parse_quiet
from bot.domain.matching.matching import Graduate, Match, Weights, match
from bot.domain.office.choice import Group
from bot.domain.people import UnitKind
from bot.domain.register import cohort
from bot.domain.worktime import Hours
from bot.store import choices
from bot.store.office import effects
from bot.store.office.effects import Span
from bot.store.postings import postings
from bot.store.tables import Person, Posting
from bot.store.wishes import graduates

DAYS = 7
SAMPLE_STUDENTS = 20
SAMPLE_POSTINGS = 300
"""The number of newest open postings that are scored: enough to show a changed order, and few enough to be fast."""
TOP = 3


async def of(
    session: AsyncSession, group: Group, before: Mapping[str, Any], wanted: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """Return the values of a group's preview, such as ``{"bound": 12}``, under the names that its template uses."""
    since = now - timedelta(days=DAYS)
    match group:
        case Group.CAP:
            times, above = await effects.over_cap(session, _last_days(now), wanted["daily_cap"])
            return {"times": times, "above": above}
        case Group.DIGEST:
            return {"fuller": await effects.fuller_digests(session, since, wanted["digest_size"])}
        case Group.CATCH_UP:
            return {"bound": await effects.bound_since(session, since)}
        case Group.RELEASE:
            rungs, rows = await effects.waiting(session)
            return {"rungs": rungs, "rows": rows}
        case Group.QUIET:
            return {"sent": await effects.sent_within(session, _quiet_spans(wanted["quiet"], now))}
        case Group.HOURS:
            return await _deadlines(session, before, wanted, now)
        case Group.WEIGHTS:
            return {"sample": await _order(session, before["weights"], wanted["weights"], now)}
        case Group.YEAR:
            day = now.astimezone(SHANGHAI).date()
            return {"cohort": cohort.graduating(day, wanted["year_begins"])}
        case Group.CONTACT:
            return {}


def _last_days(now: datetime) -> list[Span]:
    """Return the last seven whole days in Shanghai as (begin, end) in UTC, the latest first."""
    midnight = datetime.combine(now.astimezone(SHANGHAI).date(), time(), SHANGHAI).astimezone(UTC)
    return [(midnight - timedelta(days=n), midnight - timedelta(days=n - 1)) for n in range(1, DAYS + 1)]


def _quiet_spans(words: str, now: datetime) -> list[Span]:
    """Return the quiet hours of the last seven nights as (begin, end) in UTC.

    The list is empty if ``words`` switches the quiet hours off.
    """
    quiet = parse_quiet(words)
    if quiet is None:
        return []
    today = now.astimezone(SHANGHAI).date()
    spans = []
    for n in range(1, DAYS + 1):
        day = today - timedelta(days=n)
        begin = datetime.combine(day, quiet.start, SHANGHAI)
        end = datetime.combine(day, quiet.end, SHANGHAI)
        spans.append((begin.astimezone(UTC), (end if end > begin else end + timedelta(days=1)).astimezone(UTC)))
    return spans


async def _deadlines(
    session: AsyncSession, before: Mapping[str, Any], wanted: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """Return the deadlines of a college and of a class, counted from now, with the working hours before and after."""
    extra = await choices.holidays(session)
    ends: dict[str, Any] = {}
    for which, words in (("before", before), ("after", wanted)):
        span = Hours(time.fromisoformat(words["work_start"]), time.fromisoformat(words["work_end"]))
        ends[which] = {
            "college": chain.deadline(UnitKind.COLLEGE, now, False, extra, span),
            "class": chain.deadline(UnitKind.CLASS, now, False, extra, span),
        }
    return ends


@dataclass(frozen=True)
class Sample:
    """A student, and their ``TOP`` best postings with the old weights and with the new ones."""

    person: Person
    before: Sequence[Posting]
    after: Sequence[Posting]


async def _order(
    session: AsyncSession, before: Mapping[str, int], after: Mapping[str, int], now: datetime
) -> Sample | None:
    """Return the first student of the sample whose order changes, or else the student with most postings.

    Returns None if no posting fits any of them.
    """
    opened = {each.id: each for each in (await postings.open_postings(session, now))[:SAMPLE_POSTINGS]}
    openings = [postings.opening(each) for each in opened.values()]
    best: Sample | None = None
    for candidate in await graduates.candidates(session, await effects.with_wishes(session, SAMPLE_STUDENTS)):

        def ranked(points: Mapping[str, int], graduate: Graduate = candidate.graduate) -> list[Posting]:
            tried = ((each.id, match(each, graduate, Weights(**points))) for each in openings)
            scores = {posting_id: found.score for posting_id, found in tried if isinstance(found, Match)}
            return [opened[key] for key in sorted(scores, key=lambda key: (-scores[key], key))[:TOP]]

        old, new = ranked(before), ranked(after)
        if not old or (best is not None and old == new and len(old) <= len(best.before)):
            continue
        best = Sample(await session.get_one(Person, candidate.graduate.person_id), old, new)
        if old != new:
            break
    return best

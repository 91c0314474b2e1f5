"""Care for a graduate: their questions, the calls to them, and the reasons for a call."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.people import Intent, Reach

QUESTION_LENGTH = 500
MOST_OPEN = 5
"""A student may have at most this many open questions."""
ESCALATE_DAYS = 2
"""An unanswered question is shown to the college too after this many working days."""
CHASE_HOURS = 4
"""The staff get a reminder of an unanswered question after this many working hours."""
STAFF_A_DAY = 2
"""A member of staff gets at most this many messages a day that they did not ask for."""
CALL_LASTS = timedelta(days=14)
"""After a call, the needs for which it was made count as settled for this long."""
MATCHED_WITHIN = timedelta(days=30)
OPENED_WITHIN = timedelta(days=14)
SENT_ENOUGH = 10
"""A student counts as silent if they got at least this many messages and opened none."""
ENOUGH_PUBLISHED = 3
"""At least this many announcements must be published within ``MATCHED_WITHIN`` before a student without a match needs a
call.
"""
SETTLED_WISHES = timedelta(days=7)
"""Wishes changed within this time are too new to have matches."""


class QuestionState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"  # the student withdrew it, or it was settled without an answer in writing


class Closing(StrEnum):
    """Why a question needs no written answer."""

    SPOKE = "spoke"  # the question was answered in person or by telephone
    ELSEWHERE = "elsewhere"  # the question is not about employment


class CallOutcome(StrEnum):
    """The outcome of a telephone call."""

    SPOKE = "spoke"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


class Pause(StrEnum):
    """The reason why staff paused the postings, notices and reminders to a student. No reason is about health."""

    LEAVE = "leave"  # 休学
    ARMY = "army"  # 参军
    OTHER = "other"
    SILENT = "silent"  # 不再联系: nothing at all may be sent, for example after a death


class Need(StrEnum):
    """A reason to call a student. The members are in order, the most pressing first."""

    QUESTION = "question"  # the student asked a question that is still unanswered
    RETURNED = "returned"  # the destination was sent back, and the student has not corrected it
    BLOCKED = "blocked"  # the student blocked the bot, or the chat no longer exists
    NO_BOT = "no_bot"
    UNOPENED = "unopened"  # the student gets messages and opens none of them
    UNMATCHED = "unmatched"  # the student has wishes that no posting matched
    NO_WISH = "no_wish"


WEIGHTS: Mapping[Need, int] = {
    Need.QUESTION: 8,
    Need.RETURNED: 6,
    Need.BLOCKED: 5,
    Need.NO_BOT: 4,
    Need.UNOPENED: 4,
    Need.UNMATCHED: 4,
    Need.NO_WISH: 3,
}
LOOKING = (None, Intent.JOB)
"""The intents of students who look for work. None means that the student has not answered. The wishes and matches of
other students do not matter.
"""


@dataclass(frozen=True)
class Called:
    """The last call in which a member of staff reached the student, and the needs for which it was made."""

    at: datetime
    needs: frozenset[Need]


@dataclass(frozen=True)
class Facts:
    """The facts about a graduate that may be reasons for a call. If ``reach`` is None, the graduate has not joined the
    bot.
    """

    person_id: int
    number: str
    name: str
    class_id: int
    class_name: str
    active: bool
    settled: bool
    opted_out: bool
    intent: Intent | None
    reach: Reach | None
    wishes_at: datetime | None
    matched: bool = False
    sent: int = 0
    opened: bool = False
    asked_at: datetime | None = None
    returned_at: datetime | None = None
    called: Called | None = None


def needs(facts: Facts, published: int, now: datetime) -> tuple[Need, ...]:
    """Return the reasons to call this student at ``now``, the most pressing first.

    Reasons that a call has settled are left out. ``published`` is the number of announcements published within
    ``MATCHED_WITHIN``.
    """
    return tuple(need for need in all_needs(facts, published, now) if _stands(need, facts, now))


def all_needs(facts: Facts, published: int, now: datetime) -> tuple[Need, ...]:
    """Return every reason to call this student, including settled ones. A student who is not active has none."""
    if not facts.active:
        return ()
    return tuple(need for need in Need if _HOLDS[need](facts, published, now))


def weight(found: Sequence[Need]) -> int:
    return sum(WEIGHTS[need] for need in found)


def _looking(facts: Facts) -> bool:
    return not facts.settled and not facts.opted_out and facts.intent in LOOKING


def _unmatched(facts: Facts, published: int, now: datetime) -> bool:
    had_time = facts.wishes_at is not None and facts.wishes_at <= now - SETTLED_WISHES
    return _looking(facts) and had_time and not facts.matched and published >= ENOUGH_PUBLISHED


_HOLDS: Mapping[Need, Callable[[Facts, int, datetime], bool]] = {
    Need.QUESTION: lambda facts, _, now: facts.asked_at is not None,
    Need.RETURNED: lambda facts, _, now: facts.returned_at is not None,
    Need.BLOCKED: lambda facts, _, now: facts.reach not in (None, Reach.OPEN) and not facts.settled,
    Need.NO_BOT: lambda facts, _, now: facts.reach is None and not facts.settled,
    Need.UNOPENED: lambda facts, _, now: _looking(facts) and facts.sent >= SENT_ENOUGH and not facts.opened,
    Need.UNMATCHED: _unmatched,
    Need.NO_WISH: lambda facts, _, now: _looking(facts) and facts.reach is not None and facts.wishes_at is None,
}


def _stands(need: Need, facts: Facts, now: datetime) -> bool:
    """Whether a need is open: no call in the last ``CALL_LASTS`` was made for it, or it began after that call."""
    called = facts.called
    if called is None or called.at <= now - CALL_LASTS or need not in called.needs:
        return True
    began = {Need.QUESTION: facts.asked_at, Need.RETURNED: facts.returned_at}.get(need)
    return began is not None and began > called.at

"""Who looks after a graduate, and what came of it: questions, calls, and why a call is needed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.people import Intent, Reach

QUESTION_LENGTH = 500
MOST_OPEN = 5
"""Questions that one student may have waiting."""
ESCALATE_DAYS = 2
"""Working days after which an unanswered question is seen by the college as well."""
CHASE_HOURS = 4
"""Working hours after which the staff is told in the afternoon that a question waits."""
STAFF_A_DAY = 2
"""Messages that nobody asked for, a day and member of staff."""
CALL_LASTS = timedelta(days=14)
"""How long a call settles the reasons it was made for."""
MATCHED_WITHIN = timedelta(days=30)
OPENED_WITHIN = timedelta(days=14)
SENT_ENOUGH = 10
"""Messages of which not one was opened before silence means anything."""
ENOUGH_PUBLISHED = 3
"""Announcements in the time of ``MATCHED_WITHIN`` before never having matched says anything of the wishes."""
SETTLED_WISHES = timedelta(days=7)
"""Wishes changed later than this have not had their chance yet."""


class QuestionState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"  # withdrawn by who asked, or settled without an answer in writing


class Closing(StrEnum):
    """Why a question needs no written answer."""

    SPOKE = "spoke"  # answered in person or by telephone
    ELSEWHERE = "elsewhere"  # no question of employment


class CallOutcome(StrEnum):
    """What came of a telephone call."""

    SPOKE = "spoke"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


class Pause(StrEnum):
    """Why everything is stopped for a student."""

    LEAVE = "leave"  # 休学
    ARMY = "army"  # 参军
    ILLNESS = "illness"
    OTHER = "other"


class Need(StrEnum):
    """Why a student should be called, the most pressing first."""

    QUESTION = "question"  # asked, and nobody answered
    RETURNED = "returned"  # his destination was sent back and is not mended
    BLOCKED = "blocked"  # closed the chat to the bot
    NO_BOT = "no_bot"
    UNOPENED = "unopened"  # gets messages and opens none
    UNMATCHED = "unmatched"  # has wishes that nothing fitted
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
"""Of those who prepare for an examination or are settled, wishes and postings say nothing."""


@dataclass(frozen=True)
class Called:
    """The last call in which somebody was spoken to, and the needs it was made for."""

    at: datetime
    needs: frozenset[Need]


@dataclass(frozen=True)
class Facts:
    """What is known of a graduate that may call for a call. ``reach`` None: no bot."""

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
    """Why this student should be called today, the most pressing first; what a call settled is left out.

    ``published``: announcements of the last thirty days.
    """
    return tuple(need for need in all_needs(facts, published, now) if _stands(need, facts, now))


def all_needs(facts: Facts, published: int, now: datetime) -> tuple[Need, ...]:
    """The same without regard to calls."""
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
    """Whether a need is not yet settled by a call of the last two weeks."""
    called = facts.called
    if called is None or called.at <= now - CALL_LASTS or need not in called.needs:
        return True
    began = {Need.QUESTION: facts.asked_at, Need.RETURNED: facts.returned_at}.get(need)
    return began is not None and began > called.at

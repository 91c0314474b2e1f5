"""为什么推给我, 为什么没推给我: explain why a posting fits a student or not, and where it is on its way to them.

Each failed condition shows both sides: what the posting asks or offers, and what the student wishes or has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.chain.chain import RungState
from bot.domain.delivery.delivery import DELIVERED, Skip, State
from bot.domain.delivery.push import PushState
from bot.domain.delivery.values import ToldRow
from bot.domain.errors import NotFound
from bot.domain.matching import relaxing
from bot.domain.matching.matching import Graduate, Ground, Match, Miss, Opening, Why, match, unsaid
from bot.domain.matching.relaxing import Kind, Step
from bot.domain.wishes.wish import FLOORS
from bot.flows.wishes import wishes
from bot.store import choices
from bot.store.chain import chain
from bot.store.matching import openings
from bot.store.postings import postings
from bot.store.tables import Announcement, Delivery, Employer, Posting, Push, Student
from bot.store.wishes import graduates


class Stand(StrEnum):
    """The place of a posting on its way to the student, as the bot explains it to the student."""

    SENT = "sent"
    SOON = "soon"  # it is queued
    DIGEST = "digest"  # it comes with the next digest
    LISTED = "listed"  # it is in the student's list and will not be sent
    WAITING = "waiting"  # the college has not passed it on yet
    HALTED = "halted"  # the office paused the push, or our own errors halted it
    HELD = "held"  # the college put it on hold
    FULL = "full"  # better postings filled the digest, or the day's limit of messages was reached
    LATE = "late"  # it expired while it waited, for example in quiet hours
    PAUSED = "paused"  # the student has paused postings
    WAS_PAUSED = "was_paused"  # the student was paused, settled or inactive when it should have been sent
    UNREACHED = "unreached"  # the bot could not reach the student when it should have been sent
    OVER = "over"  # it closed or was withdrawn before it was sent to the student
    NEVER = "never"  # it closed or was withdrawn and was never queued for the student


ON_THE_WAY = frozenset({Stand.SOON, Stand.DIGEST, Stand.WAITING})


@dataclass(frozen=True)
class Failed:
    """A condition that failed. ``step`` is the change of wishes that would remove it; None if no change would."""

    why: Why
    step: Step | None


@dataclass(frozen=True)
class Answer:
    """The explanation of one posting for one student."""

    posting: Posting
    announcement: Announcement
    employer: Employer
    student: Student
    wish: Mapping[str, Any]
    """The wishes as ``wishes.told`` returns them."""
    filled: bool
    """Whether the student has filled in a wish."""
    reasons: Sequence[str]
    """The codes of the reasons why the posting fits, or why it fitted when it was sent."""
    failed: Sequence[Failed]
    """The conditions that fail today; empty if the posting fits."""
    unsaid: Sequence[Ground]
    """Wishes about which the posting says nothing. Such a wish does not make a condition fail."""
    stand: Stand
    sent_at: datetime | None
    not_before: datetime | None
    """The moment until which a queued posting waits, or None if it may be sent now."""
    is_open: bool

    @property
    def steps(self) -> list[Step]:
        """The changes that are offered as buttons."""
        return [each.step for each in self.failed if each.step]

    @property
    def fixed(self) -> bool:
        """Whether at least one failed condition would remain after every change of wishes. A mute is not counted."""
        return any(each.step is None and each.why.ground != Ground.MUTED for each in self.failed)


async def explain(session: AsyncSession, person_id: int, posting_id: int, now: datetime) -> Answer:
    """Explain a posting that is or was open.

    Raises NotFound if the posting was never published, and NotAllowed for a person who is not a graduate.
    """
    student = await wishes.student(session, person_id)
    found = await openings.whole(session, posting_id)
    if found is None or found[1].state not in openings.ONCE_OPEN:
        raise NotFound("posting_unknown")
    is_open = await openings.one(session, posting_id, now) is not None
    delivery = await openings.story(session, person_id, found[1].id)
    row = _row(delivery, posting_id)
    was_sent = delivery is not None and delivery.sent_at is not None and row is not None
    [candidate] = await graduates.candidates(session, [person_id])
    told = await wishes.told(session, person_id)
    opening = postings.opening(found[0])
    result = match(opening, candidate.graduate)
    reasons = [str(each) for each in result.reasons] if isinstance(result, Match) else []
    if is_open or was_sent:
        stand = _stand(student, delivery, row is not None, await choices.catch_up(session))
        if delivery is not None and stand in ON_THE_WAY:
            stand = await _stopped(session, delivery) or stand
    else:
        stand = _stand_over(delivery if row else None)
    return Answer(
        *found,
        student=student,
        wish=told,
        filled=candidate.graduate.wishes.filled,
        reasons=reasons or (list(row.reasons) if was_sent and row else []),
        failed=_failed(result, candidate.graduate, opening, told),
        unsaid=unsaid(opening, candidate.graduate.wishes) if isinstance(result, Match) else (),
        stand=stand,
        sent_at=delivery.sent_at if was_sent and delivery else None,
        not_before=delivery.not_before if delivery and delivery.not_before and delivery.not_before > now else None,
        is_open=is_open,
    )


async def _stopped(session: AsyncSession, delivery: Delivery) -> Stand | None:
    """Return what holds up a posting that is on its way to the student, or None if nothing does."""
    if (await session.get_one(Push, delivery.push_id)).state != PushState.RUNNING:
        return Stand.HALTED
    waits = delivery.state == State.WAITING
    return Stand.HELD if waits and await _held(session, delivery) else None


async def _held(session: AsyncSession, delivery: Delivery) -> bool:
    """Whether the student's college put the posting on hold. The student does not see the college's reason."""
    if delivery.college_id is None:
        return False
    rung = await chain.rung_for(session, delivery.push_id, delivery.college_id)
    return rung is not None and rung.state == RungState.HELD


def _row(delivery: Delivery | None, posting_id: int) -> ToldRow | None:
    rows = delivery.told.rows if delivery else ()
    return next((row for row in rows if row.posting == posting_id), None)


def _failed(result: Match | Miss, graduate: Graduate, opening: Opening, told: Mapping[str, Any]) -> list[Failed]:
    if isinstance(result, Match):
        return []
    return [Failed(why, _step(why, graduate, opening, told)) for why in result.reasons]


def _step(why: Why, graduate: Graduate, opening: Opening, told: Mapping[str, Any]) -> Step | None:
    """The change of wishes that would remove a failed condition; None if no change would."""
    step: Step | None = None
    match why.ground:
        case Ground.REGION:
            step = Step(Kind.REGION, why.posting[0])
        case Ground.TYPE:
            step = Step(Kind.TYPE, why.posting[0])
        case Ground.CATEGORY:
            step = Step(Kind.CATEGORY, why.posting[0])
        case Ground.PAY:
            step = _lower(int(why.posting[-1])) if why.posting else Step(Kind.NEGOTIABLE)
        case Ground.EXPERIENCE:
            step = Step(Kind.EXPERIENCE)
        case Ground.MAJOR if graduate.wishes.own_major_only and (not opening.majors or opening.majors_soft):
            step = Step(Kind.MAJORS)
    return step if step and relaxing.changes(told, step) else None


def _lower(pay: int) -> Step:
    """The step that lowers the least pay to ``pay``, or to 0 (不限) if ``pay`` is not in ``FLOORS``."""
    return Step(Kind.FLOOR, str(pay if pay in FLOORS else 0))


_UNREACHED = frozenset({State.BLOCKED, State.NO_BOT, State.RELAYED, State.FAILED})


def _stand(student: Student, delivery: Delivery | None, carried: bool, catches_up: bool) -> Stand:
    """The place of a posting that is open or was sent.

    ``carried``: whether the delivery contains the posting. ``catches_up``: whether the office lets latecomers get open
    postings.
    """
    if delivery is not None and carried and delivery.state in (*DELIVERED, State.UNCERTAIN, State.RECALLED):
        return Stand.SENT
    if student.opted_out:
        return Stand.PAUSED
    if delivery is None or not carried:
        return Stand.DIGEST if delivery is None and catches_up else Stand.LISTED
    if delivery.state == State.SKIPPED:
        return _skipped(delivery.reason)
    if delivery.state == State.WAITING:
        return Stand.WAITING
    if delivery.state in _UNREACHED:
        return Stand.UNREACHED
    return Stand.DIGEST if delivery.bundled else Stand.SOON


def _stand_over(delivery: Delivery | None) -> Stand:
    """The place of a posting that is closed and was not sent. If ``delivery`` is None, the posting was never queued."""
    if delivery is None:
        return Stand.NEVER
    if delivery.state == State.SKIPPED:
        return _skipped(delivery.reason)
    return Stand.UNREACHED if delivery.state in _UNREACHED else Stand.OVER


def _skipped(reason: str | None) -> Stand:
    match reason:
        case Skip.CAP | Skip.OUTRANKED:
            return Stand.FULL
        case Skip.EXPIRED:
            return Stand.LATE
        case Skip.UNWANTED | Skip.UNFIT:
            return Stand.LISTED
        case _:
            return Stand.WAS_PAUSED

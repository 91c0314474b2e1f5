"""How often a student wants postings, and when he wants to hear nothing."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain import worktime
from bot.domain.errors import UnknownQuiet
from bot.domain.people import Rhythm
from bot.domain.worktime import Quiet
from bot.flows.wishes import wishes
from bot.store import choices
from bot.store.wishes import graduates


@dataclass(frozen=True)
class Told:
    """What the student chose, and what holds today."""

    chosen: Rhythm
    holds: Rhythm
    wished: bool
    weekly_until: date | None
    """Exam weeks of the class, while they last."""
    unanswered: bool
    """Asked whether his wishes still hold, he has not answered."""
    paused: bool
    quiet: Quiet | None
    own_quiet: bool
    """Set by the student himself; otherwise the school's."""


async def told(session: AsyncSession, person_id: int, now: datetime, school_quiet: str) -> Told:
    """Raises NotAllowed for who is no graduate."""
    student = await wishes.student(session, person_id)
    [mine] = await graduates.candidates(session, [person_id])
    today = now.astimezone(SHANGHAI).date()
    until = mine.weekly_until
    own = student.quiet is not None
    return Told(
        chosen=mine.rhythm,
        holds=mine.rhythm_on(today),
        wished=mine.graduate.wishes.filled,
        weekly_until=until if until is not None and until >= today else None,
        unanswered=mine.asked_at is not None,
        paused=student.opted_out,
        quiet=worktime.parse_quiet(student.quiet or "") if own else await choices.quiet(session, school_quiet),
        own_quiet=own,
    )


async def choose(session: AsyncSession, person_id: int, rhythm: Rhythm) -> None:
    """What waits already comes with the next digest; what comes from now on keeps to the new rhythm."""
    student = await wishes.student(session, person_id)
    student.rhythm, student.opted_out = rhythm, False


async def put_quiet(session: AsyncSession, person_id: int, text: str | None) -> None:
    """The student's own quiet hours as typed; None: the school's again. Raises UnknownQuiet."""
    student = await wishes.student(session, person_id)
    try:
        student.quiet = None if text is None else worktime.typed_quiet(text)
    except ValueError:
        raise UnknownQuiet from None

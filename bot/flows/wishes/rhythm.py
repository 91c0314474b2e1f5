"""The rhythm in which a student gets postings, and their quiet hours."""

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
    """The rhythm and quiet hours of a student: those they chose and those that hold today."""

    chosen: Rhythm
    holds: Rhythm
    wished: bool
    """The student has filled in a wish."""
    weekly_until: date | None
    """The last day of the class's exam weeks; None outside them."""
    unanswered: bool
    """The student was asked whether their wishes still hold and has not answered."""
    paused: bool
    quiet: Quiet | None
    own_quiet: bool
    """True: the student set their own quiet hours; False: those of the school hold."""


async def told(session: AsyncSession, person_id: int, now: datetime, school_quiet: str) -> Told:
    """``school_quiet``: the default quiet hours, as 22:00-08:00. Raises NotAllowed for people who are no graduates."""
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
    """Save the rhythm and end a pause. Postings that already wait still come with the next digest."""
    student = await wishes.student(session, person_id)
    student.rhythm, student.opted_out = rhythm, False


async def put_quiet(session: AsyncSession, person_id: int, text: str | None) -> None:
    """Save the quiet hours that the student typed; None restores those of the school. Raises UnknownQuiet."""
    student = await wishes.student(session, person_id)
    try:
        student.quiet = None if text is None else worktime.typed_quiet(text)
    except ValueError:
        raise UnknownQuiet from None

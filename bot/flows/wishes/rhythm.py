"""The rhythm in which a student gets postings, and their quiet hours."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.delivery import quiet_hours
from bot.domain.delivery.quiet_hours import Quiet
from bot.domain.errors import UnknownQuiet
from bot.domain.matching.matching import Ground, barred
from bot.domain.people import Rhythm
from bot.flows.wishes import wishes
from bot.store import choices
from bot.store.wishes import graduates


@dataclass(frozen=True)
class Told:
    """The rhythm and the quiet hours of a student.

    ``chosen`` is the rhythm that the student chose. ``holds`` is the rhythm that applies today.
    """

    chosen: Rhythm
    holds: Rhythm
    wished: bool
    """Whether the student has filled in a wish."""
    weekly_until: date | None
    """The last day of the exam weeks of the student's class; None outside the exam weeks."""
    unanswered: bool
    """Whether the student was asked if their wishes are still right, and has not answered."""
    paused: bool
    one_a_day: bool
    """Whether the school allows one message a day, so that in the morning of a workday only the digest is sent."""
    quiet: Quiet | None
    barred: Ground | None
    """Why the student gets no posting at all: paused by staff, or settled; None if postings may fit."""
    own_quiet: bool
    """Whether the student set the quiet hours. If False, ``quiet`` contains the school's quiet hours."""


async def told(session: AsyncSession, person_id: int, now: datetime, school_quiet: str) -> Told:
    """The rhythm and the quiet hours of a student today.

    ``school_quiet`` is the default for the school's quiet hours, for example ``22:00-08:00``. Raises NotAllowed for a
    person who is not a graduate.
    """
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
        one_a_day=await choices.daily_cap(session) == 1,
        quiet=quiet_hours.parse_quiet(student.quiet or "") if own else await choices.quiet(session, school_quiet),
        barred=barred(mine.graduate),
        own_quiet=own,
    )


async def choose(session: AsyncSession, person_id: int, rhythm: Rhythm) -> None:
    """Save the rhythm and end a pause. Postings that already wait for a digest are sent with the next digest."""
    student = await wishes.student(session, person_id)
    student.rhythm, student.opted_out = rhythm, False


async def put_quiet(session: AsyncSession, person_id: int, text: str | None) -> None:
    """Save the quiet hours that the student typed. If ``text`` is None, the school's quiet hours apply again.

    Raises UnknownQuiet if the text is not understood.
    """
    student = await wishes.student(session, person_id)
    try:
        student.quiet = None if text is None else quiet_hours.typed_quiet(text)
    except ValueError:
        raise UnknownQuiet from None

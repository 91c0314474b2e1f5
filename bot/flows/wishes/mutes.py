"""不再推荐: a student mutes an employer or a kind of work. Only the student's own choice counts.

The bot never guesses what a student wants to mute.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import Skip, State
from bot.domain.errors import NotFound, Stale
from bot.domain.postings.announcement import Unfit
from bot.flows.wishes import wishes
from bot.store.publishing import catch_up
from bot.store.student import digests
from bot.store.student.digests import Waiting
from bot.store.tables import Delivery, Employer, Posting, Student
from bot.store.wishes import mutes


@dataclass(frozen=True)
class Offer:
    """A mute that the student is offered after they pressed 不合适.

    ``category`` is the code of the kind of work to mute, for example ``13``. If it is empty, the employer is to be
    muted.
    """

    posting: int
    employer: str
    category: str


@dataclass(frozen=True)
class Muted:
    """Everything that a student has muted: employers as (id, name), and kinds of work as codes."""

    employers: Sequence[tuple[int, str]]
    categories: Sequence[str]

    def __len__(self) -> int:
        return len(self.employers) + len(self.categories)


async def offer(session: AsyncSession, person_id: int, posting_id: int, reason: Unfit) -> Offer | None:
    """The mute to offer for ``reason``; None if there is no such mute, or if the student has it already.

    Raises NotAllowed for a person who is not a graduate, and NotFound for an unknown posting.
    """
    student = await wishes.student(session, person_id)
    posting, employer = await _of(session, posting_id)
    if reason == Unfit.EMPLOYER and employer.id not in student.muted_employers:
        return Offer(posting_id, employer.name, "")
    kind = "" if posting.policy else posting.category or ""
    if reason == Unfit.WORK and kind and kind not in student.muted_categories:
        return Offer(posting_id, employer.name, kind)
    return None


async def employer_of(session: AsyncSession, person_id: int, posting_id: int) -> Employer:
    """Mute the employer of the posting and return the employer. If it is muted already, nothing changes."""
    student = await wishes.student(session, person_id)
    _, employer = await _of(session, posting_id)
    if employer.id not in student.muted_employers:
        student.muted_employers = [*student.muted_employers, employer.id]
    return employer


async def category_of(session: AsyncSession, person_id: int, posting_id: int) -> str:
    """Mute the kind of work of the posting and return its code.

    Raises Stale for a policy post and for a posting without a kind of work.
    """
    student = await wishes.student(session, person_id)
    posting, _ = await _of(session, posting_id)
    if posting.category is None or posting.policy:
        raise Stale
    if posting.category not in student.muted_categories:
        student.muted_categories = [*student.muted_categories, posting.category]
    return posting.category


async def lift(session: AsyncSession, person_id: int, *, employer: int = 0, category: str = "") -> None:
    """Remove a mute. The student is then due for the catch-up, because the mute kept open postings from them."""
    student = await wishes.student(session, person_id)
    if employer in student.muted_employers:
        student.muted_employers = [each for each in student.muted_employers if each != employer]
    if category in student.muted_categories:
        student.muted_categories = [each for each in student.muted_categories if each != category]
    await session.flush()
    await catch_up.mark(session, [person_id], None)


async def of(session: AsyncSession, person_id: int) -> Muted:
    """Everything that the student has muted. Raises NotAllowed for a person who is not a graduate."""
    student = await wishes.student(session, person_id)
    return Muted(await mutes.names(session, student.muted_employers), student.muted_categories)


async def covers(session: AsyncSession, student: Student, delivery: Delivery) -> bool:
    """Whether the student muted every posting of the delivery, for example after it was queued."""
    if not student.muted_employers and not student.muted_categories:
        return False
    ids = delivery.told.postings
    wanted = await mutes.wanted(session, {student.person_id: ids})
    return bool(ids) and not wanted.get(student.person_id)


async def heeded(session: AsyncSession, rows: Sequence[Waiting]) -> list[Waiting]:
    """The rows with at least one posting that the student has not muted. All other rows are skipped as ``unwanted``."""
    muting = await mutes.muting(session)
    asked: dict[int, list[int]] = {}
    for row in rows:
        if row.person_id in muting:
            asked.setdefault(row.person_id, []).extend(row.postings)
    wanted = await mutes.wanted(session, asked)
    gone = {r.delivery_id for r in rows if r.person_id in asked and not wanted[r.person_id].intersection(r.postings)}
    await digests.set_aside(session, sorted(gone), State.SKIPPED, Skip.UNWANTED)
    return [row for row in rows if row.delivery_id not in gone]


async def _of(session: AsyncSession, posting_id: int) -> tuple[Posting, Employer]:
    posting = await session.get(Posting, posting_id)
    if posting is None:
        raise NotFound("posting_unknown")
    return posting, await session.get_one(Employer, posting.employer_id)

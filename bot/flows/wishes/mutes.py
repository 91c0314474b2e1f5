"""屏蔽: a student mutes an employer or a kind of work. Only their own choice counts; nothing is inferred."""

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
    """A mute that is offered after 不合适: of ``category`` (as ``13``), or of the employer if that is empty."""

    posting: int
    employer: str
    category: str


@dataclass(frozen=True)
class Muted:
    """All that a student has muted: employers as (id, name), and codes of kinds of work."""

    employers: Sequence[tuple[int, str]]
    categories: Sequence[str]

    def __len__(self) -> int:
        return len(self.employers) + len(self.categories)


async def offer(session: AsyncSession, person_id: int, posting_id: int, reason: Unfit) -> Offer | None:
    """The mute that fits the given reason; None if no mute fits it, or if it is muted already.

    Raises NotAllowed for people who are no graduates, NotFound for an unknown posting.
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
    """Mute the employer of the posting and return it. A repeat changes nothing."""
    student = await wishes.student(session, person_id)
    _, employer = await _of(session, posting_id)
    if employer.id not in student.muted_employers:
        student.muted_employers = [*student.muted_employers, employer.id]
    return employer


async def category_of(session: AsyncSession, person_id: int, posting_id: int) -> str:
    """Mute the posting's kind of work and return its code. Raises Stale for a policy post, or if it has no kind."""
    student = await wishes.student(session, person_id)
    posting, _ = await _of(session, posting_id)
    if posting.category is None or posting.policy:
        raise Stale
    if posting.category not in student.muted_categories:
        student.muted_categories = [*student.muted_categories, posting.category]
    return posting.category


async def lift(session: AsyncSession, person_id: int, *, employer: int = 0, category: str = "") -> None:
    """Take a mute back. The student is caught up with the open postings that the mute held back."""
    student = await wishes.student(session, person_id)
    if employer in student.muted_employers:
        student.muted_employers = [each for each in student.muted_employers if each != employer]
    if category in student.muted_categories:
        student.muted_categories = [each for each in student.muted_categories if each != category]
    await session.flush()
    await catch_up.mark(session, [person_id], None)


async def of(session: AsyncSession, person_id: int) -> Muted:
    """All that the student has muted. Raises NotAllowed for people who are no graduates."""
    student = await wishes.student(session, person_id)
    return Muted(await mutes.names(session, student.muted_employers), student.muted_categories)


async def covers(session: AsyncSession, student: Student, delivery: Delivery) -> bool:
    """True if the student muted every posting of the delivery, for example after it was queued."""
    if not student.muted_employers and not student.muted_categories:
        return False
    ids = delivery.told.postings
    wanted = await mutes.wanted(session, {student.person_id: ids})
    return bool(ids) and not wanted.get(student.person_id)


async def heeded(session: AsyncSession, rows: Sequence[Waiting]) -> list[Waiting]:
    """The rows with at least one posting that is not muted; the other rows become skipped as ``unwanted``."""
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
        raise NotFound("这个岗位")
    return posting, await session.get_one(Employer, posting.employer_id)

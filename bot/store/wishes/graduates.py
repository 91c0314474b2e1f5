"""Reads graduates as plain values for matching, thousands in one query."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.degree import Degree
from bot.domain.matching.matching import Graduate
from bot.domain.people import Rhythm, Standing
from bot.domain.student import digest
from bot.domain.wishes import wish_age
from bot.domain.wishes.wish import ALONE, LISTS, wish_of
from bot.store.queries import batches
from bot.store.tables import Person, Student, Unit, Wish
from bot.store.wishes.wish_age import unanswered

_STUDENT = (
    "person_id", "class_id", "college_id", "majors", "degree", "cohort",
    "standing", "settled", "keeps_receiving", "opted_out", "muted_employers",
    "muted_categories", "lifted", "rhythm",
)  # fmt: skip

AT_ONCE = 2_000
"""The most ids in one query. More would block the event loop while rows become objects."""


@dataclass(frozen=True)
class Candidate:
    """A graduate with their class and college, whether they turned postings off, and their rhythm."""

    graduate: Graduate
    class_id: int
    college_id: int
    opted_out: bool
    rhythm: Rhythm
    """The student's choice. ``rhythm_on`` returns the rhythm that applies on a day."""
    weekly_until: date | None
    asked_at: datetime | None = None
    """When the bot asked whether the wishes are still right. None means that no question is open."""

    def rhythm_on(self, day: date) -> Rhythm:
        stale = self.asked_at is not None and self.asked_at < wish_age.stale_before(day)
        return digest.rhythm_on(day, self.rhythm, self.weekly_until, self.graduate.wishes.filled, stale)

    def bundles(self, day: date, urgent: bool) -> bool:
        """Whether a posting waits for the student's digest instead of being sent alone."""
        return digest.is_bundled(self.rhythm_on(day), wished=self.graduate.wishes.filled, urgent=urgent)


async def candidates(session: AsyncSession, person_ids: Sequence[int] | None = None) -> list[Candidate]:
    """Return all graduates of the roster, ordered by id, with or without a bond. ``person_ids`` limits them."""
    query: Select[*tuple[Any, ...]] = (
        select(
            *(col(getattr(Student, name)).label(name) for name in _STUDENT),
            *(col(getattr(Wish, name)).label(name) for name in (*LISTS, *ALONE)),
            col(Wish.person_id).label("wished"),
            case((unanswered(), col(Wish.asked_at))).label("asked_at"),
            col(Unit.weekly_until),
        )
        .join(Unit, col(Unit.id) == col(Student.class_id))
        .outerjoin(Wish, col(Wish.person_id) == col(Student.person_id))
        .order_by(col(Student.person_id))
    )
    if person_ids is None:
        return [_candidate(row) for row in (await session.execute(query)).mappings()]
    found: list[Candidate] = []
    for batch in batches(person_ids, AT_ONCE):
        some = query.where(col(Student.person_id).in_(batch))
        found += [_candidate(row) for row in (await session.execute(some)).mappings()]
    return found


async def in_parts(session: AsyncSession) -> AsyncIterator[list[Candidate]]:
    """Yield all graduates in parts of ``AT_ONCE``, so that the event loop is not blocked."""
    ids = list(await session.scalars(select(col(Student.person_id)).order_by(col(Student.person_id))))
    for batch in batches(ids, AT_ONCE):
        yield await candidates(session, batch)


async def numbers(session: AsyncSession) -> dict[int, str]:
    """Map every graduate's id to their 学号."""
    rows = await session.execute(
        select(col(Person.id), col(Person.number)).join(Student, col(Student.person_id) == col(Person.id))
    )
    return {row[0]: row[1] for row in rows}


def _candidate(row: Mapping[Any, Any]) -> Candidate:
    graduate = Graduate(
        person_id=row["person_id"],
        cohort=row["cohort"],
        degree=Degree(row["degree"]),
        majors=frozenset(row["majors"]),
        active=row["standing"] == Standing.ACTIVE,
        settled=row["settled"],
        keeps_receiving=row["keeps_receiving"],
        muted_employers=frozenset(row["muted_employers"]),
        wish=wish_of(row) if row["wished"] is not None else None,
        muted_categories=frozenset(row["muted_categories"]),
        lifted=row["lifted"],
    )
    return Candidate(
        graduate,
        row["class_id"],
        row["college_id"],
        row["opted_out"],
        row["rhythm"],
        row["weekly_until"],
        row["asked_at"],
    )

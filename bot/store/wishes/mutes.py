"""Muted employers and categories, and postings on their way that are muted."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.queries import among
from bot.store.tables import Employer, Posting, Student


async def names(session: AsyncSession, employer_ids: Sequence[int]) -> list[tuple[int, str]]:
    """Return (employer id, name), in the order of ``employer_ids``."""
    rows = await session.execute(select(col(Employer.id), col(Employer.name)).where(col(Employer.id).in_(employer_ids)))
    found = dict(rows.all())
    return [(each, found[each]) for each in employer_ids if each in found]


async def muting(session: AsyncSession) -> set[int]:
    """Return the ids of the students who muted at least one employer or category."""
    muted = (col(Student.muted_employers) != []) | (col(Student.muted_categories) != [])
    return set(await session.scalars(select(col(Student.person_id)).where(muted)))


async def wanted(session: AsyncSession, postings: Mapping[int, Sequence[int]]) -> dict[int, set[int]]:
    """Map each person's id to those of their postings that they did not mute. ``postings`` maps person id to posting
    ids.
    """
    ids = sorted({each for several in postings.values() for each in several})
    facts = select(col(Posting.id), col(Posting.employer_id), col(Posting.category), col(Posting.policy))
    rows = await among(session, facts, col(Posting.id), ids)
    known = {posting: (employer, category, policy) for posting, employer, category, policy in rows}
    mutes = select(col(Student.person_id), col(Student.muted_employers), col(Student.muted_categories))
    students = await among(session, mutes, col(Student.person_id), list(postings))
    muted = {person: (set(employers), set(kinds)) for person, employers, kinds in students}
    return {
        person: {each for each in several if each in known and not _is_muted(*known[each], *muted[person])}
        for person, several in postings.items()
    }


def _is_muted(employer: int, category: str | None, policy: bool, employers: set[int], categories: set[str]) -> bool:
    """Whether a student muted a posting, by the rule of ``bot.domain.matching.matching``."""
    return employer in employers or (category in categories and not policy)

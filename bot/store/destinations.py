"""Destinations: the one that stands for a graduate, those that wait for an audit, and the counts for the rates."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.destination import DestinationState
from bot.domain.people import BondState, Intent, Reach, Standing
from bot.domain.rates import Outcome
from bot.store.tables import Bond, Destination, DestinationEvent, Evidence, Student

WAITING = (DestinationState.FILED, DestinationState.CONTESTED)


async def current(session: AsyncSession, person_id: int) -> Destination | None:
    """The record that stands for a graduate today."""
    found = await session.execute(
        select(Destination).where(
            col(Destination.person_id) == person_id, col(Destination.superseded_at).is_(None)
        )
    )
    return found.scalar_one_or_none()


async def evidence_of(session: AsyncSession, destination_id: int) -> list[Evidence]:
    found = await session.execute(
        select(Evidence).where(col(Evidence.destination_id) == destination_id).order_by(col(Evidence.id).desc())
    )
    return list(found.scalars())


async def history(session: AsyncSession, destination_id: int) -> list[DestinationEvent]:
    found = await session.execute(
        select(DestinationEvent)
        .where(col(DestinationEvent.destination_id) == destination_id)
        .order_by(col(DestinationEvent.id))
    )
    return list(found.scalars())


async def waiting(session: AsyncSession, college_ids: Sequence[int] | None, limit: int = 1) -> list[Destination]:
    """What waits for an audit, oldest first; ``None``: of every college."""
    query = (
        select(Destination)
        .join(Student, col(Student.person_id) == col(Destination.person_id))
        .where(col(Destination.state).in_(WAITING), col(Destination.superseded_at).is_(None))
        .order_by(col(Destination.changed_at), col(Destination.id))
        .limit(limit)
    )
    if college_ids is not None:
        query = query.where(col(Student.college_id).in_(college_ids))
    return list((await session.execute(query)).scalars())


async def count_waiting(session: AsyncSession, college_ids: Sequence[int] | None) -> int:
    query = (
        select(func.count())
        .select_from(Destination)
        .join(Student, col(Student.person_id) == col(Destination.person_id))
        .where(col(Destination.state).in_(WAITING), col(Destination.superseded_at).is_(None))
    )
    if college_ids is not None:
        query = query.where(col(Student.college_id).in_(college_ids))
    return (await session.execute(query)).scalar_one()


async def colleges_waiting(session: AsyncSession) -> dict[int, int]:
    """college → how many of its graduates wait for an audit."""
    rows = await session.execute(
        select(col(Student.college_id), func.count())
        .join(Destination, col(Destination.person_id) == col(Student.person_id))
        .where(col(Destination.state).in_(WAITING), col(Destination.superseded_at).is_(None))
        .group_by(col(Student.college_id))
    )
    return {college: count for college, count in rows}


async def latest_cohort(session: AsyncSession) -> int | None:
    return (await session.execute(select(func.max(col(Student.cohort))))).scalar()


async def outcomes(session: AsyncSession, cohort: int) -> list[Outcome]:
    """Every graduate of a cohort as the rates see one; only what the student confirmed carries a code."""
    rows = await session.execute(
        select(col(Student.college_id), col(Destination.code), col(Destination.region))
        .outerjoin(
            Destination,
            (col(Destination.person_id) == col(Student.person_id))
            & col(Destination.superseded_at).is_(None)
            & (col(Destination.state) == DestinationState.CONFIRMED),
        )
        .where(col(Student.cohort) == cohort)
    )
    return [Outcome(college, code, region, True) for college, code, region in rows]


async def untold(session: AsyncSession, cohort: int, bound_before: datetime) -> list[int]:
    """Bound graduates of a cohort who have told nothing and are not busy with an examination."""
    rows = await session.execute(
        select(col(Student.person_id))
        .join(Bond, col(Bond.person_id) == col(Student.person_id))
        .outerjoin(
            Destination,
            (col(Destination.person_id) == col(Student.person_id)) & col(Destination.superseded_at).is_(None),
        )
        .where(
            col(Student.cohort) == cohort,
            col(Student.standing) == Standing.ACTIVE,
            col(Student.intent).is_(None) | col(Student.intent).not_in([Intent.STUDY, Intent.CIVIL]),
            col(Bond.state) == BondState.BOUND,
            col(Bond.reach) == Reach.OPEN,
            col(Bond.bound_at) < bound_before,
            col(Destination.id).is_(None),
        )
        .order_by(col(Student.person_id))
    )
    return list(rows.scalars())

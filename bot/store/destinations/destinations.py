"""Destinations: the current record of a graduate, the records to audit, and the counts for the rates."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.destinations.destination import DestinationState
from bot.domain.destinations.rates import Outcome
from bot.domain.people import BondState, Intent, Reach, Standing
from bot.store import queries
from bot.store.tables import Bond, Destination, DestinationEvent, Evidence, Student


async def current(session: AsyncSession, person_id: int) -> Destination | None:
    """Return the graduate's current destination record, or None."""
    query = select(Destination).where(col(Destination.person_id) == person_id, col(Destination.superseded_at).is_(None))
    return await session.scalar(query)


async def evidence_of(session: AsyncSession, destination_id: int) -> list[Evidence]:
    query = select(Evidence).where(col(Evidence.destination_id) == destination_id).order_by(col(Evidence.id).desc())
    return list(await session.scalars(query))


async def history(session: AsyncSession, destination_id: int) -> list[DestinationEvent]:
    found = await session.execute(
        select(DestinationEvent)
        .where(col(DestinationEvent.destination_id) == destination_id)
        .order_by(col(DestinationEvent.id))
    )
    return list(found.scalars())


async def oldest(
    session: AsyncSession, state: DestinationState, college_ids: Sequence[int] | None = None
) -> Destination | None:
    """Return the current record in ``state`` that has waited longest, or None. ``college_ids`` limits the colleges."""
    query = (
        select(Destination)
        .where(_standing(state, college_ids))
        .order_by(col(Destination.changed_at), col(Destination.id))
        .limit(1)
    )
    return await session.scalar(query)


async def count(session: AsyncSession, state: DestinationState, college_ids: Sequence[int] | None = None) -> int:
    """Count the current records in ``state``. ``college_ids`` limits the colleges."""
    return await queries.count(session, Destination, _standing(state, college_ids))


def _standing(state: DestinationState, college_ids: Sequence[int] | None) -> ColumnElement[bool]:
    standing = and_(col(Destination.state) == state, col(Destination.superseded_at).is_(None))
    if college_ids is None:
        return standing
    theirs = select(col(Student.person_id)).where(col(Student.college_id).in_(college_ids))
    return and_(standing, col(Destination.person_id).in_(theirs))


async def colleges_waiting(session: AsyncSession) -> dict[int, int]:
    """Map each college id to the number of records that wait for its audit."""
    rows = await session.execute(
        select(col(Student.college_id), func.count())
        .join(Destination, col(Destination.person_id) == col(Student.person_id))
        .where(_standing(DestinationState.FILED, None))
        .group_by(col(Student.college_id))
    )
    return {row[0]: row[1] for row in rows}


async def cohorts(session: AsyncSession) -> list[int]:
    """Return the cohorts in the roster, newest first."""
    return list(await session.scalars(select(col(Student.cohort)).distinct().order_by(col(Student.cohort).desc())))


async def outcomes(session: AsyncSession, cohort: int) -> list[Outcome]:
    """Return the outcomes of a cohort for the rates. Equal graduates are grouped into one outcome.

    A code counts only if the student confirmed the record (四不准).
    """
    place = (col(Student.college_id), col(Destination.code), col(Destination.region), col(Student.counted))
    rows = await session.execute(
        select(*place, func.count())
        .outerjoin(
            Destination,
            (col(Destination.person_id) == col(Student.person_id))
            & col(Destination.superseded_at).is_(None)
            & (col(Destination.state) == DestinationState.CONFIRMED),
        )
        .where(col(Student.cohort) == cohort)
        .group_by(*place)
    )
    return [Outcome(*row) for row in rows]


async def untold(session: AsyncSession, cohort: int, bound_before: datetime) -> list[int]:
    """Return the ids of a cohort's graduates who bound before ``bound_before`` and have filed no destination.

    Graduates are left out if they prepare for an examination, are not served, or have a closed chat.
    """
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

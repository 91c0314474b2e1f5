"""Which classes and students belong to which year of leaving."""

from collections.abc import Mapping

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.people import Standing
from bot.store.tables import Student, Unit


async def of_classes(session: AsyncSession) -> Mapping[int, int]:
    """class → the last cohort that anybody of it belongs to."""
    rows = await session.execute(
        select(col(Student.class_id), func.max(col(Student.cohort))).group_by(col(Student.class_id))
    )
    return {row[0]: row[1] for row in rows}


async def students_before(session: AsyncSession, cohort: int) -> set[int]:
    """Everyone of an earlier cohort."""
    rows = await session.execute(select(col(Student.person_id)).where(col(Student.cohort) < cohort))
    return set(rows.scalars())


async def let_go(session: AsyncSession, cohort: int) -> None:
    """Earlier cohorts are served no more; who was paused stays so, with his reason."""
    await session.execute(
        update(Student)
        .where(col(Student.cohort) < cohort, col(Student.standing) == Standing.ACTIVE)
        .values(standing=Standing.LEFT),
        execution_options={"synchronize_session": False},
    )


async def class_names(session: AsyncSession, class_ids: set[int]) -> list[str]:
    rows = await session.execute(select(col(Unit.name)).where(col(Unit.id).in_(class_ids)).order_by(col(Unit.name)))
    return list(rows.scalars())

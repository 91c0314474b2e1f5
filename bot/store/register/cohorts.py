"""Cohorts (毕业年份) of classes and students, and the change to a new school year."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.people import Role, Standing
from bot.domain.register import cohort
from bot.store.tables import Membership, Student, Unit


async def of_classes(session: AsyncSession) -> Mapping[int, int]:
    """Map each class id to the latest cohort of its students."""
    rows = await session.execute(
        select(col(Student.class_id), func.max(col(Student.cohort))).group_by(col(Student.class_id))
    )
    return {row[0]: row[1] for row in rows}


async def students_before(session: AsyncSession, year: int) -> set[int]:
    """Return the ids of the students whose cohort is earlier than ``year``."""
    return set(await session.scalars(select(col(Student.person_id)).where(col(Student.cohort) < year)))


async def let_go(session: AsyncSession, year: int) -> None:
    """Mark the active students of cohorts before ``year`` as left. Paused students stay paused, with their reason."""
    await session.execute(
        update(Student)
        .where(col(Student.cohort) < year, col(Student.standing) == Standing.ACTIVE)
        .values(standing=Standing.LEFT),
        execution_options={"synchronize_session": False},
    )


async def class_names(session: AsyncSession, class_ids: set[int]) -> list[str]:
    rows = await session.execute(select(col(Unit.name)).where(col(Unit.id).in_(class_ids)).order_by(col(Unit.name)))
    return list(rows.scalars())


async def due(session: AsyncSession, today: date) -> int:
    """Count the classes that need a rollover.

    - A class with a cadre who has left the school, or whose classmates have all left.
    - A class with a seat of a student whose cohort is no longer served.
    """
    last = select(func.max(col(Student.cohort))).where(col(Student.class_id) == col(Membership.unit_id))
    left = cohort.left_before(today)
    own = select(col(Student.person_id)).where(col(Student.cohort) < left)
    theirs = or_(last.scalar_subquery() < left, col(Membership.person_id).in_(own))
    cadres = (col(Membership.role) == Role.CADRE) & theirs
    gone = select(col(Student.person_id)).where(col(Student.cohort) < cohort.gone_before(today))
    students = (col(Membership.role) == Role.STUDENT) & col(Membership.person_id).in_(gone)
    rows = await session.execute(
        select(func.count(func.distinct(col(Membership.unit_id)))).where(
            col(Membership.until).is_(None), or_(cadres, students)
        )
    )
    return rows.scalar_one()


async def bring_back(session: AsyncSession, person_id: int) -> None:
    """Mark a student as active again, because they moved to a later cohort (延期)."""
    await session.execute(
        update(Student)
        .where(col(Student.person_id) == person_id, col(Student.standing) == Standing.LEFT)
        .values(standing=Standing.ACTIVE)
    )

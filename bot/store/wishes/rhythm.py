"""Students' rhythms as queries, by the rules of ``bot.domain.student.digest.rhythm_on``."""

from datetime import date

from sqlalchemy import Select, or_, select
from sqlmodel import col

from bot.domain.people import Rhythm
from bot.store.tables import Student, Unit, Wish
from bot.store.wishes.wish_age import stale, wished


def bundling(day: date) -> Select[int]:
    """Build the query of the ids of the students whose postings wait for a digest, unless they are urgent."""
    return (
        select(col(Student.person_id))
        .join(Unit, col(Unit.id) == col(Student.class_id))
        .where(
            or_(
                col(Student.rhythm) != Rhythm.INSTANT,
                col(Unit.weekly_until) >= day,
                col(Student.person_id).in_(select(col(Wish.person_id)).where(stale(day))),
            )
        )
    )


def weekly(day: date) -> Select[int]:
    """Build the query of the ids of the students who chose a weekly digest or whose class has exam weeks."""
    return (
        select(col(Student.person_id))
        .join(Unit, col(Unit.id) == col(Student.class_id))
        .where(or_(col(Student.rhythm) == Rhythm.WEEKLY, col(Unit.weekly_until) >= day))
    )


def with_wishes(day: date) -> Select[int]:
    """Build the query of the ids of the persons with wishes that are not stale. All others get a weekly digest."""
    return select(col(Wish.person_id)).where(wished(), ~stale(day))

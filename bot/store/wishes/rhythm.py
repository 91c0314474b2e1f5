"""Students' rhythms: the rules of ``bot.domain.student.digest.rhythm_on`` as queries."""

from datetime import date

from sqlalchemy import Select, or_, select
from sqlmodel import col

from bot.domain.people import Rhythm
from bot.store.tables import Student, Unit, Wish
from bot.store.wishes.wish_age import stale, wished


def bundling(day: date) -> Select[int]:
    """Query: ids of the students whose postings wait for a digest, unless they are urgent."""
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
    """Query: ids of the students who get one digest a week, by their own choice or in their class's exam weeks."""
    return (
        select(col(Student.person_id))
        .join(Unit, col(Unit.id) == col(Student.class_id))
        .where(or_(col(Student.rhythm) == Rhythm.WEEKLY, col(Unit.weekly_until) >= day))
    )


def with_wishes(day: date) -> Select[int]:
    """Query: ids of the persons whose wishes are filled in and not stale. All others get one digest a week, whatever
    they chose."""
    return select(col(Wish.person_id)).where(wished(), ~stale(day))

"""How students want postings to come: the rules of ``domain.student.digest.rhythm_on`` as conditions on many rows."""

from datetime import date

from sqlalchemy import Select, or_, select
from sqlmodel import col

from bot.domain.people import Rhythm
from bot.store.tables import Student, Unit, Wish
from bot.store.wishes.wish_age import stale, wished


def bundling(day: date) -> Select[int]:
    """Persons whose postings wait for a digest, but for urgent ones."""
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
    """Persons who get one digest a week by their own choice or their class's."""
    return (
        select(col(Student.person_id))
        .join(Unit, col(Unit.id) == col(Student.class_id))
        .where(or_(col(Student.rhythm) == Rhythm.WEEKLY, col(Unit.weekly_until) >= day))
    )


def with_wishes(day: date) -> Select[int]:
    """Who is not among them gets one a week whatever he chose."""
    return select(col(Wish.person_id)).where(wished(), ~stale(day))

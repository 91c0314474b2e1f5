"""Counts by class of the students whom the bot reaches and postings match, in one query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.push import PushKind
from bot.domain.office.reach import OFTEN, Gap, Share
from bot.domain.people import BondState, Reach, Standing
from bot.store.tables import Bond, Delivery, Person, Push, Student, Wish
from bot.store.wishes.wish_age import wished

_HAS_BOND = col(Bond.id).is_not(None)
_OPEN = and_(_HAS_BOND, col(Bond.reach) == Reach.OPEN)
_SHUT = and_(_HAS_BOND, col(Bond.reach) != Reach.OPEN)
_WISHES = wished()
_LOOKING = and_(
    col(Student.standing) == Standing.ACTIVE, or_(col(Student.settled).is_(False), col(Student.keeps_receiving))
)
"""The condition that matching considers the student. A settled student must have chosen to keep receiving postings."""


@dataclass(frozen=True)
class Place:
    """(class id, college id)."""

    class_id: int
    college_id: int


def _matches(since: datetime, class_id: int | None, college_id: int | None) -> Any:
    """Build the subquery (person_id, times): how often postings matched the person since ``since``.

    ``class_id`` or ``college_id`` limits it to this unit.
    """
    pushes = select(col(Push.id)).where(col(Push.kind) == PushKind.POSTING, col(Push.created_at) >= since)
    query: Select[*tuple[Any, ...]] = select(
        col(Delivery.person_id).label("person_id"), func.count().label("times")
    ).where(col(Delivery.push_id).in_(pushes))
    if class_id is not None:
        query = query.where(col(Delivery.class_id) == class_id)
    if college_id is not None:
        query = query.where(col(Delivery.college_id) == college_id)
    return query.group_by(col(Delivery.person_id)).subquery()


def _gaps(matches: Any) -> Mapping[Gap, ColumnElement[bool]]:
    times = func.coalesce(matches.c.times, 0)
    return {
        Gap.NO_BOT: ~_HAS_BOND,
        Gap.SHUT: _SHUT,
        Gap.NO_WISHES: and_(_OPEN, _LOOKING, ~func.coalesce(_WISHES, False)),
        Gap.NEVER: and_(_OPEN, _LOOKING, _WISHES, times == 0),
        Gap.OFTEN: times >= OFTEN,
    }


def _joined(query: Select[*tuple[Any, ...]], matches: Any) -> Select[*tuple[Any, ...]]:
    return (
        query.select_from(Student)
        .outerjoin(Bond, and_(col(Bond.person_id) == col(Student.person_id), col(Bond.state) != BondState.ENDED))
        .outerjoin(Wish, col(Wish.person_id) == col(Student.person_id))
        .outerjoin(matches, matches.c.person_id == col(Student.person_id))
        .where(col(Student.standing) != Standing.LEFT)
    )


async def by_class(session: AsyncSession, since: datetime, college_id: int | None = None) -> dict[Place, Share]:
    """Map every class to its numbers, without students who have left. ``college_id`` limits the classes."""
    matches = _matches(since, None, college_id)
    counted = [func.sum(case((condition, 1), else_=0)) for condition in _gaps(matches).values()]
    bound = func.sum(case((_HAS_BOND, 1), else_=0))
    wishing = func.sum(case((and_(_HAS_BOND, _WISHES), 1), else_=0))
    query = _joined(
        select(col(Student.class_id), col(Student.college_id), func.count(), bound, wishing, *counted), matches
    ).group_by(col(Student.class_id), col(Student.college_id))
    if college_id is not None:
        query = query.where(col(Student.college_id) == college_id)
    found = {}
    for class_id, college, students, with_bond, with_wishes, *numbers in await session.execute(query):
        gaps = dict(zip(_gaps(matches), numbers, strict=True))
        found[Place(class_id, college)] = Share(students, with_bond, with_wishes, gaps)
    return found


async def names(
    session: AsyncSession, gap: Gap, since: datetime, *, class_id: int | None = None, college_id: int | None = None
) -> Sequence[tuple[int, str, str, int]]:
    """Return (person id, number, name, class id) of the students with this ``gap``, ordered by class and number."""
    matches = _matches(since, class_id, college_id)
    query = _joined(select(col(Person.id), col(Person.number), col(Person.name), col(Student.class_id)), matches).join(
        Person, col(Person.id) == col(Student.person_id)
    )
    query = query.where(_gaps(matches)[gap])
    if class_id is not None:
        query = query.where(col(Student.class_id) == class_id)
    if college_id is not None:
        query = query.where(col(Student.college_id) == college_id)
    rows = await session.execute(query.order_by(col(Student.class_id), col(Person.number)))
    return [(person_id, number, name, unit_id) for person_id, number, name, unit_id in rows]

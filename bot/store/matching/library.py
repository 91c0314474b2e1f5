"""The two sides of the library: open postings (without texts), and students who look for work."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushKind
from bot.domain.matching.library import Offer
from bot.domain.people import BondState, Reach, Standing
from bot.domain.postings.announcement import AnnouncementState
from bot.store.matching.openings import has_word
from bot.store.postings.postings import MATCHED, is_open, opening_of
from bot.store.queries import among
from bot.store.tables import Announcement, Bond, Delivery, Employer, Person, Posting, Push, Student, Unit, Wish
from bot.store.wishes.wish_age import wished

ON_THE_WAY = (State.WAITING, State.QUEUED, State.SENDING)


async def offers(session: AsyncSession, now: datetime, words: str = "") -> list[Offer]:
    """Return every open posting, newest first. Each of ``words`` must be in its title, employer or description."""
    rows = await session.execute(_lines().where(is_open(now), *(has_word(word) for word in words.split())))
    return [_offer(row) for row in rows.mappings()]


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(col(getattr(Posting, name)) for name in MATCHED),
            col(Posting.announcement_id),
            col(Posting.title),
            col(Posting.headcount),
            col(Employer.name).label("employer"),
        )
        .join(Announcement, col(Announcement.id) == col(Posting.announcement_id))
        .join(Employer, col(Employer.id) == col(Posting.employer_id))
        .order_by(col(Posting.id).desc())
    )


def _offer(row: Mapping[Any, Any]) -> Offer:
    return Offer(opening_of(row), row["announcement_id"], row["title"], row["employer"], row["headcount"])


def _looking() -> ColumnElement[bool]:
    return and_(col(Student.standing) == Standing.ACTIVE, col(Student.settled).is_(False))


def _looking_in(unit_ids: Sequence[int] | None) -> ColumnElement[bool]:
    if unit_ids is None:
        return _looking()
    return and_(_looking(), or_(col(Student.college_id).in_(unit_ids), col(Student.class_id).in_(unit_ids)))


async def looking(session: AsyncSession, unit_ids: Sequence[int] | None = None) -> list[int]:
    """Return the ids of the students who look for work, in ascending order. ``unit_ids`` limits the colleges or
    classes.
    """
    query = select(col(Student.person_id)).where(_looking_in(unit_ids)).order_by(col(Student.person_id))
    return list(await session.scalars(query))


async def count_looking(session: AsyncSession, unit_ids: Sequence[int] | None = None) -> tuple[int, int]:
    """Return (students who look for work, those of them with wishes)."""
    row = await session.execute(
        select(func.count(), func.count(col(Wish.person_id)))
        .select_from(Student)
        .outerjoin(Wish, and_(col(Wish.person_id) == col(Student.person_id), wished()))
        .where(_looking_in(unit_ids))
    )
    found = row.one()
    return found[0], found[1]


async def names(session: AsyncSession, person_ids: Sequence[int]) -> dict[int, tuple[str, str, str]]:
    """Map each student's id to (number, name, name of the major as on the roster)."""
    query = select(col(Person.id), col(Person.number), col(Person.name), col(Student.major_name)).join(
        Student, col(Student.person_id) == col(Person.id)
    )
    rows = await among(session, query, col(Person.id), person_ids)
    return {person: (number, name, major) for person, number, name, major in rows}


async def unit_names(session: AsyncSession) -> dict[int, str]:
    return {unit.id: unit.name for unit in await session.scalars(select(Unit))}


async def left_out(session: AsyncSession, now: datetime, period: timedelta) -> list[int]:
    """Return the ids of the students with wishes who look for work and got no posting within ``period``.

    Students are left out if they turned postings off, if their chat is closed, or if a posting for them is on its way.
    """
    had = (
        select(col(Delivery.id))
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .where(
            col(Delivery.person_id) == col(Student.person_id),
            col(Push.kind) == PushKind.POSTING,
            or_(
                col(Delivery.sent_at) >= now - period,
                col(Delivery.state).in_(ON_THE_WAY),
                and_(col(Delivery.state) == State.UNCERTAIN, col(Delivery.sending_at) >= now - period),
            ),
        )
    )
    rows = await session.execute(
        select(col(Student.person_id))
        .join(Bond, col(Bond.person_id) == col(Student.person_id))
        .join(Wish, col(Wish.person_id) == col(Student.person_id))
        .where(
            _looking(),
            col(Student.opted_out).is_(False),
            col(Bond.state) == BondState.BOUND,
            col(Bond.reach) == Reach.OPEN,
            wished(),
            ~exists(had),
        )
        .order_by(col(Student.person_id))
    )
    return list(rows.scalars())


async def once_hired(session: AsyncSession, since: datetime) -> list[Offer]:
    """Return every posting published and entered since ``since``, open or not.

    The office can ask these employers whether they hire again.
    """
    rows = await session.execute(
        _lines().where(col(Announcement.state) == AnnouncementState.PUBLISHED, col(Announcement.created_at) >= since)
    )
    return [_offer(row) for row in rows.mappings()]

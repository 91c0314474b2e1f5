"""Facts about graduates that are reasons for a call, and the calls that were made."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.care.care import (
    CALL_LASTS,
    MATCHED_WITHIN,
    OPENED_WITHIN,
    Called,
    CallOutcome,
    Facts,
    Need,
    QuestionState,
)
from bot.domain.delivery.delivery import DELIVERED
from bot.domain.delivery.push import PushKind
from bot.domain.destinations.destination import DestinationState
from bot.domain.people import BondState, Standing
from bot.store.queries import count
from bot.store.tables import (
    Announcement,
    Bond,
    Call,
    Delivery,
    Destination,
    Membership,
    Person,
    Push,
    Question,
    Student,
    Unit,
    Wish,
)


async def facts(
    session: AsyncSession, class_ids: Sequence[int], now: datetime, person_id: int | None = None
) -> list[Facts]:
    """Return the facts of every graduate of the classes who has not left, ordered by number.

    With ``person_id``, return only this graduate's facts, even if they have left. The number of queries does not depend
    on the number of graduates.
    """
    query = _rows(class_ids, person_id)
    matched = await _matched(session, class_ids, now - MATCHED_WITHIN)
    sent, opened = await _received(session, class_ids, now - OPENED_WITHIN)
    asked, returned = await _asked(session, class_ids), await _returned(session, class_ids)
    called = await _called(session, class_ids, now - CALL_LASTS)
    return [
        Facts(
            person_id=row[0],
            number=row[1],
            name=row[2],
            class_id=row[3],
            class_name=row[4],
            active=row[5] == Standing.ACTIVE,
            settled=row[6],
            opted_out=row[7],
            intent=row[8],
            reach=row[9],
            wishes_at=row[10],
            matched=row[0] in matched,
            sent=sent.get(row[0], 0),
            opened=row[0] in opened,
            asked_at=asked.get(row[0]),
            returned_at=returned.get(row[0]),
            called=called.get(row[0]),
        )
        for row in await session.execute(query)
    ]


def _rows(class_ids: Sequence[int], person_id: int | None) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(
            col(Student.person_id),
            col(Person.number),
            col(Person.name),
            col(Student.class_id),
            col(Unit.name),
            col(Student.standing),
            col(Student.settled),
            col(Student.opted_out),
            col(Student.intent),
            col(Bond.reach),
            col(Wish.updated_at),
        )
        .join(Person, col(Person.id) == col(Student.person_id))
        .join(Unit, col(Unit.id) == col(Student.class_id))
        .outerjoin(Bond, (col(Bond.person_id) == col(Student.person_id)) & (col(Bond.state) != BondState.ENDED))
        .outerjoin(Wish, col(Wish.person_id) == col(Student.person_id))
        .where(col(Student.class_id).in_(class_ids))
        .order_by(col(Person.number))
    )
    if person_id is not None:
        return query.where(col(Student.person_id) == person_id)
    return query.where(col(Student.standing) != Standing.LEFT)


async def published_since(session: AsyncSession, since: datetime) -> int:
    """Count the announcements that were published since ``since``."""
    return await count(session, Push, col(Push.kind) == PushKind.POSTING, col(Push.created_at) >= since)


def _of(class_ids: Sequence[int]) -> ColumnElement[bool]:
    """Build the condition that a delivery is to a student of the classes. It compares person ids, because they have an
    index.
    """
    return col(Delivery.person_id).in_(select(col(Student.person_id)).where(col(Student.class_id).in_(class_ids)))


async def _matched(session: AsyncSession, class_ids: Sequence[int], since: datetime) -> set[int]:
    """Return the ids of the graduates that a posting matched since ``since``.

    Policy posts do not count, because they fit every eligible graduate.
    """
    rows = await session.execute(
        select(col(Delivery.person_id))
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .join(Announcement, col(Announcement.id) == col(Push.announcement_id))
        .where(
            _of(class_ids),
            col(Push.kind) == PushKind.POSTING,
            col(Push.created_at) >= since,
            col(Announcement.policy_kind).is_(None),
        )
        .distinct()
    )
    return set(rows.scalars())


async def _received(
    session: AsyncSession, class_ids: Sequence[int], since: datetime
) -> tuple[dict[int, int], set[int]]:
    """Return (number of arrived messages by person id, ids of the readers) since ``since``. Readers pressed a button in
    one.
    """
    rows = await session.execute(
        select(
            col(Delivery.person_id),
            func.count(),
            func.count(col(Delivery.opened_at)),
            func.count(col(Delivery.acknowledged_at)),
        )
        .where(
            _of(class_ids),
            col(Delivery.state).in_(DELIVERED),
            col(Delivery.sent_at) >= since,
        )
        .group_by(col(Delivery.person_id))
    )
    counts = [tuple(row) for row in rows]
    return {row[0]: row[1] for row in counts}, {row[0] for row in counts if row[2] or row[3]}


async def _asked(session: AsyncSession, class_ids: Sequence[int]) -> dict[int, datetime]:
    """Map each person's id to the time of their oldest unanswered question."""
    rows = await session.execute(
        select(col(Question.person_id), col(Question.asked_at))
        .where(col(Question.class_id).in_(class_ids), col(Question.state) == QuestionState.OPEN)
        .order_by(col(Question.asked_at).desc())
    )
    return {row[0]: row[1] for row in rows}


async def _returned(session: AsyncSession, class_ids: Sequence[int]) -> dict[int, datetime]:
    """Map each person's id to when the college returned their destination, unless they have corrected it since."""
    rows = await session.execute(
        select(col(Destination.person_id), col(Destination.changed_at))
        .join(Student, col(Student.person_id) == col(Destination.person_id))
        .where(
            col(Student.class_id).in_(class_ids),
            col(Destination.state) == DestinationState.RETURNED,
            col(Destination.superseded_at).is_(None),
        )
    )
    return {row[0]: row[1] for row in rows}


async def _called(session: AsyncSession, class_ids: Sequence[int], since: datetime) -> dict[int, Called]:
    """Map each person's id to the latest call after ``since`` in which they were reached."""
    rows = await session.execute(
        select(Call)
        .join(Student, col(Student.person_id) == col(Call.person_id))
        .where(
            col(Student.class_id).in_(class_ids),
            col(Call.outcome) == CallOutcome.SPOKE,
            col(Call.at) > since,
        )
        .order_by(col(Call.at), col(Call.id))
    )
    return {call.person_id: Called(call.at, frozenset(Need(need) for need in call.needs)) for call in rows.scalars()}


async def last_calls(session: AsyncSession, person_id: int, limit: int = 3) -> list[tuple[Call, str]]:
    """Return (call, name of the caller) of the latest calls to a student, newest first."""
    rows = await session.execute(
        select(Call, col(Person.name))
        .join(Person, col(Person.id) == col(Call.by_person))
        .where(col(Call.person_id) == person_id)
        .order_by(col(Call.at).desc(), col(Call.id).desc())
        .limit(limit)
    )
    return [(call, name) for call, name in rows]


async def callers_since(session: AsyncSession, person_ids: Iterable[int], since: datetime) -> set[int]:
    """Return those of ``person_ids`` who recorded a call since ``since``. Unanswered calls count too."""
    rows = await session.execute(
        select(col(Call.by_person)).where(col(Call.by_person).in_(list(person_ids)), col(Call.at) >= since).distinct()
    )
    return set(rows.scalars())


async def seated_since(session: AsyncSession, person_ids: Iterable[int], since: datetime) -> set[int]:
    """Return those of ``person_ids`` who are new: each of their present roles began after ``since``."""
    rows = await session.execute(
        select(col(Membership.person_id))
        .where(col(Membership.person_id).in_(list(person_ids)), col(Membership.until).is_(None))
        .group_by(col(Membership.person_id))
        .having(func.min(col(Membership.since)) > since)
    )
    return set(rows.scalars())

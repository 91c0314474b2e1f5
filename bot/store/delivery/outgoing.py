"""Queries for deliveries to send, deliveries that are being sent, and messages sent to a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import MANDATORY, PushKind, PushState
from bot.domain.people import BondState
from bot.messenger import Failure
from bot.store.queries import among, count
from bot.store.tables import Bond, Delivery, Push, Student


@dataclass(frozen=True)
class Due:
    """A delivery that may be sent now. ``chat_id`` is 0 if the person has no bond any more."""

    delivery_id: int
    chat_id: int
    priority: int


async def due(session: AsyncSession, now: datetime, limit: int) -> list[Due]:
    """Return the queued deliveries of running pushes whose ``not_before`` is past.

    The most urgent come first, and then the best scores. Bundled deliveries are left out, because a digest carries
    them.
    """
    rows = await session.execute(
        select(col(Delivery.id), col(Bond.telegram_id), col(Delivery.priority))
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .outerjoin(Bond, (col(Bond.person_id) == col(Delivery.person_id)) & (col(Bond.state) != BondState.ENDED))
        .where(
            col(Delivery.state) == State.QUEUED,
            ~col(Delivery.bundled),
            col(Push.state) == PushState.RUNNING,
            or_(col(Delivery.not_before).is_(None), col(Delivery.not_before) <= now),
        )
        .order_by(col(Delivery.priority), col(Delivery.score).desc(), col(Delivery.id))
        .limit(limit)
    )
    return [Due(delivery_id, chat_id or 0, priority) for delivery_id, chat_id, priority in rows]


@dataclass(frozen=True)
class Waits:
    """The queued deliveries of a push that wait. ``first`` is the moment at which the first of ``later`` may be
    sent."""

    later: int
    first: datetime | None
    bundled: int
    """The number of deliveries that wait for a digest."""


async def waits(session: AsyncSession, push_id: int, after: datetime) -> Waits:
    """Count the deliveries of a push that wait for a digest, or until a moment later than ``after``."""
    queued = and_(col(Delivery.push_id) == push_id, col(Delivery.state) == State.QUEUED)
    query = select(func.count(), func.min(col(Delivery.not_before)))
    later = and_(queued, ~col(Delivery.bundled), col(Delivery.not_before) > after)
    number, first = (await session.execute(query.where(later))).one()
    return Waits(number, first, await count(session, Delivery, queued, col(Delivery.bundled).is_(True)))


async def full(session: AsyncSession, since: datetime, cap: int) -> set[int]:
    """Return the ids of the persons who were sent at least ``cap`` messages since ``since`` that count towards the
    daily cap."""
    query = select(col(Delivery.person_id)).join(Push, col(Push.id) == col(Delivery.push_id)).where(_counts(since))
    return set(await session.scalars(query.group_by(col(Delivery.person_id)).having(func.count() >= cap)))


async def students(session: AsyncSession, person_ids: Sequence[int]) -> dict[int, Student]:
    """Map the ids of those who are students to their settings."""
    rows = await among(session, select(Student), col(Student.person_id), person_ids)
    return {student.person_id: student for (student,) in rows}


async def left_sending(session: AsyncSession) -> list[Delivery]:
    """Return the deliveries that were being sent when an earlier process died."""
    return list(await session.scalars(select(Delivery).where(col(Delivery.state) == State.SENDING)))


async def bugs(session: AsyncSession, push_id: int) -> int:
    """Count the push's deliveries that failed because of our own bug."""
    failed = and_(col(Delivery.state) == State.FAILED, col(Delivery.reason) == Failure.BUG)
    return await count(session, Delivery, col(Delivery.push_id) == push_id, failed)


async def sent_since(session: AsyncSession, person_id: int, since: datetime) -> int:
    """Count a person's messages for the daily cap: those sent since ``since`` or being sent now.

    A digest counts as one message.
    """
    query = select(func.count()).select_from(Delivery).join(Push, col(Push.id) == col(Delivery.push_id))
    return await session.scalar(query.where(col(Delivery.person_id) == person_id, _counts(since))) or 0


def _counts(since: datetime) -> ColumnElement[bool]:
    """Build the SQL condition that a delivery counts towards the daily cap of the day that began at ``since``."""
    return and_(
        or_(col(Delivery.sent_at) >= since, col(Delivery.state) == State.SENDING),
        col(Delivery.carrier_id).is_(None),
        col(Push.kind).in_([kind for kind in PushKind if kind not in MANDATORY]),
    )

"""Queries for deliveries to send, deliveries that are being sent, and messages sent to a person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import MANDATORY, PushKind, PushState
from bot.domain.people import BondState
from bot.messenger import Failure
from bot.store.queries import count
from bot.store.tables import Bond, Delivery, Push


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
    counted = [kind for kind in PushKind if kind not in MANDATORY]
    query = (
        select(func.count())
        .select_from(Delivery)
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .where(
            col(Delivery.person_id) == person_id,
            or_(col(Delivery.sent_at) >= since, col(Delivery.state) == State.SENDING),
            col(Delivery.carrier_id).is_(None),
            col(Push.kind).in_(counted),
        )
    )
    return await session.scalar(query) or 0

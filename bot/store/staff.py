"""Queries for the staff that the bot can reach, and the number of messages that persons got."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.delivery import DELIVERED, State
from bot.domain.people import BondState, Reach, Role, Trust
from bot.store.tables import Bond, Delivery, Membership


async def bound(session: AsyncSession, roles: Sequence[Role]) -> dict[int, int]:
    """Map each person's id to their Telegram id. Each has one of ``roles`` today, is
    confirmed, and has an open chat.
    """
    rows = await session.execute(
        select(col(Bond.person_id), col(Bond.telegram_id))
        .join(Membership, col(Membership.person_id) == col(Bond.person_id))
        .where(
            col(Membership.role).in_(roles),
            col(Membership.until).is_(None),
            col(Bond.state) != BondState.ENDED,
            col(Bond.reach) == Reach.OPEN,
            col(Bond.trust) == Trust.PERSONAL,
        )
        .distinct()
        .order_by(col(Bond.person_id))
    )
    return {row[0]: row[1] for row in rows}


async def told_since(session: AsyncSession, person_ids: Sequence[int], since: datetime) -> dict[int, int]:
    """Map each person's id to the number of messages queued for them since ``since``, sent or not."""
    rows = await session.execute(
        select(col(Delivery.person_id), func.count())
        .where(
            col(Delivery.person_id).in_(person_ids),
            col(Delivery.queued_at) >= since,
            col(Delivery.state).in_([State.QUEUED, State.SENDING, State.UNCERTAIN, *DELIVERED]),
        )
        .group_by(col(Delivery.person_id))
    )
    return {row[0]: row[1] for row in rows}

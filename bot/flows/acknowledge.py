"""我已了解: the addressee says so, once."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import State, advance
from bot.flows import receipts
from bot.store.people import Speaker
from bot.store.tables import Delivery


async def acknowledge(session: AsyncSession, delivery_id: int, by: Speaker, now: datetime) -> Delivery:
    """The delivery, acknowledged; a repeat changes nothing. Raises what ``receipts.opened`` raises."""
    delivery = await receipts.opened(session, delivery_id, by, now)
    delivery.state = advance(delivery.state, State.ACKNOWLEDGED)
    delivery.acknowledged_at = delivery.acknowledged_at or now
    return delivery

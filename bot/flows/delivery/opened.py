"""Record that a message arrived when its recipient presses a button in it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import State, advance
from bot.domain.errors import NotAllowed, Stale, Withdrawn
from bot.flows.delivery import carry
from bot.store.people import Speaker
from bot.store.tables import Delivery, Push


async def opened(session: AsyncSession, delivery_id: int, by: Speaker, now: datetime) -> Delivery:
    """Record that the recipient pressed a button in the message, and return the delivery.

    The press proves that the message arrived, even if its delivery was uncertain. A press on one posting of a digest
    also marks the digest as opened, and proves that its other postings arrived.

    Raises Stale if the delivery does not exist or its message was recalled, and Withdrawn if its posting was recalled.
    Raises NotAllowed if the delivery belongs to another person.
    """
    delivery = await session.get(Delivery, delivery_id, with_for_update=True)
    if delivery is None:
        raise Stale
    if delivery.person_id != by.person_id:
        raise NotAllowed
    if delivery.state == State.RECALLED:
        posting = (await session.get_one(Push, delivery.push_id)).announcement_id is not None
        raise Withdrawn if posting else Stale
    _open(delivery, now)
    carrier = delivery
    if delivery.carrier_id is not None:
        carrier = await session.get_one(Delivery, delivery.carrier_id, with_for_update=True)
        _open(carrier, now)
    await carry.follow(session, carrier)
    return delivery


def _open(delivery: Delivery, now: datetime) -> None:
    delivery.state = advance(delivery.state, State.OPENED)
    delivery.sent_at = delivery.sent_at or now
    delivery.opened_at = delivery.opened_at or now

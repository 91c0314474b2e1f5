"""What a student does with a posting he was sent: opens it, wants it, or says why not."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.announcement import Attitude, Unfit
from bot.domain.delivery import State, advance
from bot.domain.errors import NotAllowed, Stale
from bot.flows import compose
from bot.store import interests
from bot.store.people import Speaker
from bot.store.tables import Delivery, Push


async def opened(session: AsyncSession, delivery_id: int, by: Speaker, now: datetime) -> Delivery:
    """Any press in a message proves that it arrived, an uncertain one too. Only its addressee may press."""
    delivery = await session.get(Delivery, delivery_id, with_for_update=True)
    if delivery is None:
        raise Stale
    if delivery.person_id != by.person_id:
        raise NotAllowed
    if delivery.state == State.RECALLED:
        raise Stale
    delivery.state = advance(delivery.state, State.OPENED)
    delivery.sent_at = delivery.sent_at or now
    delivery.opened_at = delivery.opened_at or now
    return delivery


def rows_of(delivery: Delivery) -> list[int]:
    """The postings that a delivery carries, best first."""
    return [row["posting"] for row in delivery.values.get("rows", [])]


def one_of(delivery: Delivery, posting_id: int | None) -> int | None:
    """The posting meant: the one named, or the only one there is; None when a choice must be made."""
    postings = rows_of(delivery)
    if posting_id is None:
        return postings[0] if len(postings) == 1 else None
    if posting_id not in postings:
        raise Stale
    return posting_id


async def say(
    session: AsyncSession,
    delivery: Delivery,
    posting_id: int,
    attitude: Attitude | None,
    now: datetime,
    reason: Unfit | None = None,
) -> None:
    """有意向, 不合适 and why, or (None) taken back."""
    await interests.mark(session, delivery.person_id, posting_id, attitude, now, reason or "")


async def detail(session: AsyncSession, delivery: Delivery) -> dict[str, Any]:
    """Everything there is to know of the postings a delivery carries."""
    push = await session.get_one(Push, delivery.push_id)
    if push.announcement_id is None:
        raise Stale
    return await compose.announcement_values(session, push.announcement_id, rows_of(delivery))

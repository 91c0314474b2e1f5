"""What a delivery says: the push's template with the push's values, the reader's own, and what a composer adds.

This file knows no feature. A room whose messages show more than their stored values declares ``COMPOSERS``, template
by template; ``app`` adds the rooms' tables up and hands them in.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.messenger import Message
from bot.store.tables import Delivery, Push


@dataclass(frozen=True)
class Shown:
    """What a composer adds to the stored values; ``template`` replaces that of the push, as after a recall."""

    values: Mapping[str, Any]
    template: str | None = None


Composer = Callable[[AsyncSession, Push, Delivery, datetime], Awaitable[Shown]]

_composers: dict[str, Composer] = {}


def hand_in(*tables: Mapping[str, Composer]) -> None:
    """Use the composers of these rooms from now on: template → composer."""
    for table in tables:
        _composers.update(table)


async def message_for(session: AsyncSession, push: Push, delivery: Delivery, now: datetime) -> Message:
    """The finished message of one delivery as it would be sent, or edited, now."""
    stored = {
        **push.values,
        **delivery.values,
        "delivery": delivery.id,
        "push": push.id,
        "maybe_twice": delivery.maybe_twice,
        "acknowledged": delivery.acknowledged_at is not None,
        "now": now,
    }
    composer = _composers.get(push.template)
    shown = await composer(session, push, delivery, now) if composer else Shown({})
    return render.message(shown.template or push.template, **{**stored, **shown.values})

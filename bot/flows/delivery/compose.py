"""Compose the message of a delivery: the template of its push, filled with stored values and those of a composer.

This file does not depend on any room. If the messages of a room show more than their stored values, the room declares a
table ``COMPOSERS`` (template → composer). ``app`` registers the tables of all rooms.
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
    """The values that a composer adds to the stored ones.

    If ``template`` is set, it is used instead of the push's template, for example after a recall.
    """

    values: Mapping[str, Any]
    template: str | None = None


Composer = Callable[[AsyncSession, Push, Delivery, datetime], Awaitable[Shown]]

_composers: dict[str, Composer] = {}


def hand_in(*tables: Mapping[str, Composer]) -> None:
    """Register the composers in ``tables``. Each table maps the name of a template to its composer."""
    for table in tables:
        _composers.update(table)


async def message_for(session: AsyncSession, push: Push, delivery: Delivery, now: datetime) -> Message:
    """The rendered message of one delivery, as the bot would send or edit it at ``now``."""
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

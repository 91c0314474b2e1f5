"""Making a push: a row for the message and a row for everyone who is to have it. Nothing is sent here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushKind
from bot.domain.people import Reach
from bot.store.delivery import pushes
from bot.store.delivery.pushes import Recipient
from bot.store.tables import Push


@dataclass(frozen=True)
class Notice:
    """One message to many, before it is a row: the fields of ``Push`` that a flow decides."""

    kind: PushKind
    template: str
    key: str | None = None
    """The occasion, as ``report:12``: a second notice with the same key makes no second push."""
    title: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    created_by: int | None = None
    scope_unit_id: int | None = None
    urgent: bool = False
    ack_wanted: bool = False
    not_after: datetime | None = None


async def to_people(
    session: AsyncSession,
    notice: Notice,
    person_ids: Sequence[int],
    now: datetime,
    own_values: Mapping[int, Mapping[str, Any]] | None = None,
) -> Push:
    """Enqueue a notice for the named people; a person whom the bot cannot reach is counted as such.

    ``own_values``: person → what only their message says. Returns the push; of a key that was used before, the
    first push, unchanged.
    """
    if notice.key is not None:
        existing = await pushes.by_key(session, notice.key)
        if existing is not None:
            return existing
    push = Push(**{**vars(notice), "values": dict(notice.values)}, created_at=now)
    session.add(push)
    await session.flush()
    await pushes.add_recipients(session, push, await recipients(session, person_ids, own_values or {}), now)
    return push


async def recipients(
    session: AsyncSession, person_ids: Sequence[int], own_values: Mapping[int, Mapping[str, Any]]
) -> list[Recipient]:
    """Queued where the chat is open; counted as without bot, or blocked, where it is not."""
    reach = await pushes.reachable(session, person_ids)
    places = await pushes.places(session, person_ids)
    found = []
    for person_id in person_ids:
        class_id, college_id = places.get(person_id, (None, None))
        state, reason = first_state(reach.get(person_id))
        values = dict(own_values.get(person_id, {}))
        found.append(Recipient(person_id, state, reason, class_id, college_id, values))
    return found


def first_state(reach: Reach | None, open_state: State = State.QUEUED) -> tuple[State, str | None]:
    """Where a delivery begins: queued (or waiting at a rung) if the chat is open."""
    if reach is None:
        return State.NO_BOT, None
    if reach != Reach.OPEN:
        return State.BLOCKED, reach
    return open_state, None

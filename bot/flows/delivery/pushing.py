"""Making a push: a row for the message and a row for everyone who is to have it. Nothing is sent here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushKind
from bot.domain.people import Reach
from bot.store.delivery import pushes
from bot.store.delivery.pushes import Recipient
from bot.store.tables import Push


async def to_people(
    session: AsyncSession,
    kind: PushKind,
    template: str,
    person_ids: Sequence[int],
    now: datetime,
    *,
    key: str | None = None,
    values: Mapping[str, Any] | None = None,
    own_values: Mapping[int, Mapping[str, Any]] | None = None,
    title: str = "",
    created_by: int | None = None,
    scope_unit_id: int | None = None,
    urgent: bool = False,
    ack_wanted: bool = False,
    not_after: datetime | None = None,
) -> Push:
    """One message to the named people; whom the bot cannot reach is counted as such.

    With a ``key`` that exists already the first push is returned unchanged: the same occasion never sends twice.
    """
    if key is not None:
        existing = await pushes.by_key(session, key)
        if existing is not None:
            return existing
    push = Push(
        kind=kind,
        key=key,
        title=title,
        template=template,
        values=dict(values or {}),
        scope_unit_id=scope_unit_id,
        urgent=urgent,
        ack_wanted=ack_wanted,
        not_after=not_after,
        created_by=created_by,
        created_at=now,
    )
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

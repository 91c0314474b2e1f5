"""Create a push: one row for the message and one delivery row for each recipient. Nothing is sent here."""

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
    """A message to several people: the fields of ``Push`` that a flow decides."""

    kind: PushKind
    template: str
    key: str | None = None
    """The event for which the push is created, for example ``report:12``. There is only one push for each key."""
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
    """Create a push with a delivery for each of ``person_ids`` and return it.

    ``own_values`` maps a person's id to the values for that person's message only. If the bot cannot reach a person,
    the state of their delivery says so. If a push with the notice's key exists already, it is returned and nothing
    changes.
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
    """One recipient for each person. Their first state is ``queued`` if their chat is open.

    Otherwise it is ``no_bot`` or ``blocked``.
    """
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
    """(first state, reason) of a delivery. If ``reach`` is None, the person has no bot.

    ``open_state`` is the first state if the person's chat is open.
    """
    if reach is None:
        return State.NO_BOT, None
    if reach != Reach.OPEN:
        return State.BLOCKED, reach
    return open_state, None

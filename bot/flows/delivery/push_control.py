"""Pause, resume and stop a push, and notify the office when the bot halted a push."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.push import PushKind, PushState
from bot.domain.errors import AlreadyDone, NotAllowed, NotFound
from bot.domain.people import Role
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store import people
from bot.store.delivery import pushes
from bot.store.people import Speaker
from bot.store.tables import Push

SWITCHES: dict[PushState, frozenset[PushState]] = {
    PushState.RUNNING: frozenset({PushState.PAUSED, PushState.STOPPED}),
    PushState.PAUSED: frozenset({PushState.RUNNING, PushState.STOPPED}),
    PushState.HALTED: frozenset({PushState.RUNNING, PushState.STOPPED}),
    PushState.STOPPED: frozenset(),
}
"""State of a push → the states to which a person may switch it."""


async def switch(session: AsyncSession, push_id: int, state: PushState, by: Speaker) -> Push:
    """Switch a push to ``state``. When a push is stopped, its unsent messages are recalled and its sent messages stay.

    Raises the errors of ``switchable``.
    """
    push = await switchable(session, push_id, state, by)
    push.state = state
    push.watch_shown = ""
    if state == PushState.STOPPED:
        await pushes.take_back(session, push_id)
    return push


async def switchable(session: AsyncSession, push_id: int, state: PushState, by: Speaker) -> Push:
    """Return a push that the speaker may switch to ``state`` now.

    Raises NotFound, NotAllowed if ``may_switch`` is False, and AlreadyDone if ``SWITCHES`` does not allow the switch.
    """
    push = await session.get(Push, push_id, with_for_update=True)
    if push is None:
        raise NotFound("push")
    if not may_switch(push, by):
        raise NotAllowed
    if state not in SWITCHES[push.state]:
        raise AlreadyDone("push_switched")
    return push


def may_switch(push: Push, by: Speaker) -> bool:
    """Whether the speaker may switch the push: they created it, or they are the office."""
    return push.created_by == by.person_id or by.holds(Role.OFFICE)


async def tell_office(session: AsyncSession, push: Push, now: datetime) -> None:
    """Notify the office at once, and only once for each push, that the push halted because of our own errors.

    If the halted push is such a notification itself, nothing is sent, so that one error does not cause endless
    notifications.
    """
    school = await people.school(session)
    if school is None or (push.key or "").startswith("halt:"):
        return
    office = await people.holders(session, [school.id], Role.OFFICE)
    notice = Notice(
        PushKind.TASK,
        "push/halted",
        key=f"halt:{push.id}",
        title=push.title,
        values={"of": push.id, "title": push.title},
        urgent=True,
    )
    await pushing.to_people(
        session, notice, [holder.person_id for holder in office if holder.telegram_id is not None], now
    )

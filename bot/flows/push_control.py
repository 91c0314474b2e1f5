"""Pause, resume and stop a push that is on its way."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import AlreadyDone, NotAllowed, NotFound
from bot.domain.people import Role
from bot.domain.push import PushState
from bot.store import pushes
from bot.store.people import Speaker
from bot.store.tables import Push

SWITCHES: dict[PushState, frozenset[PushState]] = {
    PushState.RUNNING: frozenset({PushState.PAUSED, PushState.STOPPED}),
    PushState.PAUSED: frozenset({PushState.RUNNING, PushState.STOPPED}),
    PushState.HALTED: frozenset({PushState.RUNNING, PushState.STOPPED}),
    PushState.STOPPED: frozenset(),
}


async def switch(session: AsyncSession, push_id: int, state: PushState, by: Speaker) -> Push:
    """Who made it, or the office, may. A stop takes back what has not left yet; what arrived stays."""
    push = await session.get(Push, push_id, with_for_update=True)
    if push is None:
        raise NotFound("这次推送")
    if push.created_by != by.person_id and not by.holds(Role.OFFICE):
        raise NotAllowed
    if state not in SWITCHES[push.state]:
        raise AlreadyDone("这次推送已经是这个状态")
    push.state = state
    push.watch_shown = ""
    if state == PushState.STOPPED:
        await pushes.take_back(session, push_id)
    return push

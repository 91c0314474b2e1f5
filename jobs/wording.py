"""Loads the office's templates into this process within seconds, even if another process saved them."""

from collections.abc import Mapping

import structlog

from bot import render
from bot.flows.office import wording as flow
from bot.render import wording
from bot.store.engine import Store

log = structlog.get_logger()


class _Seen:
    """The reworded templates at the last tick (name → source), or None before the first tick."""

    bodies: Mapping[str, str] | None = None


async def tick(store: Store) -> None:
    """Load the changed templates. The shipped template replaces one with faults."""
    async with store.reading() as session:
        bodies = await flow.bodies(session)
    if bodies == _Seen.bodies:
        return
    good, bad = wording.usable(bodies)
    for name, faults in bad.items():
        log.warning("wording.refused", template=name, faults=[fault.kind for fault in faults])
    render.reword(good)
    _Seen.bodies = bodies

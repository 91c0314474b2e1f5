"""Load the office's own words into this process within seconds, even if another process saved them."""

from collections.abc import Mapping

import structlog

from bot import render
from bot.flows.office import wording as flow
from bot.render import wording
from bot.store.engine import Store

log = structlog.get_logger()


class _Seen:
    """The bodies that the table contained at the last tick. It is None before the first tick."""

    bodies: Mapping[str, str] | None = None


async def tick(store: Store) -> None:
    """Load changed words. Words with faults are left out, so that the shipped ones are sent."""
    async with store.reading() as session:
        bodies = await flow.bodies(session)
    if bodies == _Seen.bodies:
        return
    good, bad = wording.usable(bodies)
    for name, faults in bad.items():
        log.warning("wording.refused", template=name, faults=[fault.kind for fault in faults])
    render.reword(good)
    _Seen.bodies = bodies

"""Brings the office's own words into this process, seconds after they were saved in whichever."""

from collections.abc import Mapping

import structlog

from bot import render
from bot.flows.office import wording as flow
from bot.render import wording
from bot.store.engine import Store

log = structlog.get_logger()


class _Seen:
    """What the table said last; None: never looked."""

    bodies: Mapping[str, str] | None = None


async def tick(store: Store) -> None:
    """Take what changed. Words that do not stand the test (any more) are left out: the shipped ones are sent."""
    async with store.reading() as session:
        bodies = await flow.bodies(session)
    if bodies == _Seen.bodies:
        return
    good, bad = wording.usable(bodies)
    for name, faults in bad.items():
        log.warning("wording.refused", template=name, faults=[fault.kind for fault in faults])
    render.reword(good)
    _Seen.bodies = bodies

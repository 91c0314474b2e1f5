"""Enrol the people that a push fits: each gets a delivery row, and each college concerned gets a rung.

This happens when the push is published, and again when a correction makes it fit more people.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.chain import chain
from bot.domain.chain.chain import Release, RungState
from bot.domain.delivery.delivery import Skip, State
from bot.domain.people import Reach, UnitKind
from bot.flows.chain import relay
from bot.flows.delivery.pushing import first_state
from bot.flows.matching.fitting import Fit
from bot.store import choices
from bot.store.chain import chain as rungs_store
from bot.store.delivery import pushes
from bot.store.delivery.pushes import Recipient
from bot.store.tables import Push, Rung

WAITS = frozenset({RungState.OPEN, RungState.HELD})


async def enrol(session: AsyncSession, push: Push, fits: Sequence[Fit], now: datetime, *, late: bool = False) -> int:
    """Add rows for people who have none yet, and rungs for colleges that have none. Returns how many rows are new.

    If ``late`` is True, the posting comes with a digest.
    """
    people = [fit.candidate.graduate.person_id for fit in fits]
    reach = await pushes.reachable(session, people if late else None)
    rungs = {rung.unit_id: rung for rung in await rungs_store.rungs_of(session, push.id)}
    recipients = [_recipient(fit, push, rungs, reach, now, late) for fit in fits]
    added = await pushes.add_recipients(session, push, recipients, now)
    colleges = {fit.candidate.college_id for fit in fits} - rungs.keys()
    await relay.open_colleges(session, push, await _open_rungs(session, push, colleges, now), now)
    return added


def passed(push: Push, rungs: dict[int, Rung], fit: Fit) -> bool:
    """Whether the student may get the push now, because no rung of the chain holds it back.

    ``rungs`` maps a unit's id to its rung of the push. A student whose college has no rung may get the push.
    """
    college, own = rungs.get(fit.candidate.college_id), rungs.get(fit.candidate.class_id)
    if push.release == Release.IMMEDIATE or college is None:
        return True
    if college.state in WAITS:
        return fit.candidate.class_id in college.passed_classes
    held = push.release == Release.CLASS and own is not None and own.level == UnitKind.CLASS and own.state in WAITS
    return not held


def _recipient(
    fit: Fit, push: Push, rungs: dict[int, Rung], reach: dict[int, Reach], now: datetime, late: bool
) -> Recipient:
    person_id, college = fit.candidate.graduate.person_id, fit.candidate.college_id
    goes = push.release == Release.IMMEDIATE or (college in rungs and passed(push, rungs, fit))
    state, reason = first_state(reach.get(person_id), State.QUEUED if goes else State.WAITING)
    if fit.candidate.opted_out:
        state, reason = State.SKIPPED, Skip.OPTED_OUT
    bundled = late or fit.candidate.bundles(now.astimezone(SHANGHAI).date(), push.urgent)
    return Recipient(
        person_id, state, reason, fit.candidate.class_id, college, fit.told.dump(), bundled, fit.told.score
    )


async def _open_rungs(session: AsyncSession, push: Push, colleges: set[int], now: datetime) -> list[Rung]:
    """Open a rung for each college. With immediate release the rung is PASSED from the start, and is only a record."""
    if push.id is None:
        raise ValueError("flush the push before its rungs are opened")
    calendar = await choices.calendar(session)
    state = RungState.PASSED if push.release == Release.IMMEDIATE else RungState.OPEN
    rungs = [
        Rung(
            push_id=push.id,
            unit_id=college,
            level=UnitKind.COLLEGE,
            state=state,
            opened_at=now,
            deadline=chain.deadline_before(push.not_after, UnitKind.COLLEGE, now, push.urgent, *calendar),
        )
        for college in sorted(colleges)
    ]
    session.add_all(rungs)
    await session.flush()
    return rungs

"""Compute the chain's times again after a correction has moved the day on which a posting closes.

A hold never lasts until the posting closes: students keep the last day. A college whose hold was shortened, or whose
task has become urgent, gets a card.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.chain import chain
from bot.domain.chain.chain import RungState
from bot.domain.delivery.push import PushKind
from bot.domain.people import UnitKind
from bot.flows.chain import waiting
from bot.flows.chain.college_card import card_of, card_values
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store import choices
from bot.store.chain import chain as rungs
from bot.store.delivery import pushes
from bot.store.tables import Push, Rung

WAITS = frozenset({RungState.OPEN, RungState.HELD})


def held_too_long(rung: Rung, closes: datetime | None) -> bool:
    """Whether the hold would leave students less than a day before the posting closes."""
    if rung.state != RungState.HELD or rung.held_until is None or closes is None:
        return False
    return rung.held_until > closes - chain.DAY_LEFT


async def reschedule(session: AsyncSession, push: Push, was_urgent: bool, now: datetime) -> None:
    """Give the open rungs of the push the deadlines that follow from ``push.not_after`` and ``push.urgent``.

    A hold that lasts too long ends a day before the posting closes, or at once. Postings that have become urgent do not
    wait for the next digest.
    """
    calendar = await choices.calendar(session)
    for rung in await rungs.rungs_of(session, push.id):
        if rung.state not in WAITS:
            continue
        rung.deadline = chain.deadline_before(push.not_after, rung.level, rung.opened_at, push.urgent, *calendar)
        shorter = held_too_long(rung, push.not_after)
        if shorter and push.not_after is not None:
            rung.held_until = max(now, push.not_after - chain.DAY_LEFT)
        await session.flush()
        if rung.level == UnitKind.COLLEGE and (shorter or (push.urgent and not was_urgent)):
            await _tell(session, push, rung, now)
        if rung.level == UnitKind.COLLEGE:
            await waiting.refresh(session, rung.unit_id, now)
    if push.urgent and not was_urgent:
        await pushes.unbundle(session, push.id)


async def _tell(session: AsyncSession, push: Push, rung: Rung, now: datetime) -> None:
    values = card_values(await card_of(session, rung))
    key = f"rung:{rung.id}:{push.not_after:%Y-%m-%d}" if push.not_after else f"rung:{rung.id}"
    notice = Notice(PushKind.TASK, "chain/college_card", key=key, values=values)
    await pushing.to_people(session, notice, await waiting.staff(session, rung.unit_id), now)

"""A student answers a posting that was sent to them: they open it, want it, or say why it does not fit."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import State
from bot.domain.errors import Stale
from bot.domain.postings import announcement
from bot.domain.postings.announcement import STAGES, Attitude, Unfit
from bot.flows.delivery.opened import opened
from bot.flows.postings.shown import announcement_values
from bot.store.people import Speaker
from bot.store.student import interests
from bot.store.tables import Delivery, Push


async def item(session: AsyncSession, delivery_id: int, by: Speaker, now: datetime) -> Delivery:
    """Return the delivery to show when an announcement in a digest is pressed.

    For a recalled announcement it is the digest's own delivery. Raises the errors of ``opened``.
    """
    delivery = await session.get(Delivery, delivery_id)
    taken_back = delivery is not None and delivery.state == State.RECALLED
    if delivery is None or not taken_back or delivery.carrier_id is None:
        return await opened(session, delivery_id, by, now)
    return await opened(session, delivery.carrier_id, by, now)


def one_of(delivery: Delivery, posting_id: int | None) -> int | None:
    """Return the posting that a press concerns: ``posting_id``, or the only posting.

    Returns None if the student must choose. Raises Stale if the delivery does not carry ``posting_id``.
    """
    postings = delivery.told.postings
    if posting_id is None:
        return postings[0] if len(postings) == 1 else None
    if posting_id not in postings:
        raise Stale
    return posting_id


async def say(
    session: AsyncSession,
    delivery: Delivery,
    posting_id: int,
    attitude: Attitude | None,
    now: datetime,
    reason: Unfit | None = None,
) -> None:
    """Record that the student wants the posting (有意向) or that it does not fit (不合适), with the reason.

    If ``attitude`` is None, the mark is deleted.
    """
    await interests.mark(session, delivery.person_id, posting_id, attitude, now, reason or "")


async def want(session: AsyncSession, delivery: Delivery, posting_id: int, now: datetime) -> bool:
    """Record that the student wants the posting (有意向). Returns whether the mark is new.

    A later stage is not changed, and a repeat changes nothing.
    """
    if await _said(session, delivery, posting_id) in STAGES:
        return False
    await say(session, delivery, posting_id, Attitude.WANTS, now)
    return True


async def move_on(session: AsyncSession, delivery: Delivery, posting_id: int, stage: Attitude, now: datetime) -> None:
    """Set a wanted posting to applied (已投递), interview (面试) or hired (录用).

    Raises Stale unless the student wants it.
    """
    if stage not in STAGES or await _said(session, delivery, posting_id) not in STAGES:
        raise Stale
    await say(session, delivery, posting_id, stage, now)


async def step_back(session: AsyncSession, delivery: Delivery, posting_id: int, now: datetime) -> None:
    """Undo the last mark (撤销): go back one step. Nothing happens if there is no mark."""
    said = await _said(session, delivery, posting_id)
    if said is not None:
        await say(session, delivery, posting_id, announcement.step_back(said), now)


async def _said(session: AsyncSession, delivery: Delivery, posting_id: int) -> Attitude | None:
    found = (await interests.marks(session, delivery.person_id, [posting_id])).get(posting_id)
    return None if found is None else Attitude(found)


async def detail(session: AsyncSession, delivery: Delivery) -> dict[str, Any]:
    """Return the announcement as a template shows it, with the postings that the delivery carries, best first.

    Raises Stale if the push has no announcement.
    """
    push = await session.get_one(Push, delivery.push_id)
    if push.announcement_id is None:
        raise Stale
    postings = delivery.told.postings
    values = await announcement_values(session, push.announcement_id, postings)
    ranks = {posting_id: rank for rank, posting_id in enumerate(postings)}
    return {**values, "postings": sorted(values["postings"], key=lambda posting: ranks[posting.id])}

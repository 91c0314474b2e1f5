"""Corrections and recalls of announcements, and the messages to edit because of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.delivery import DELIVERED, State
from bot.domain.delivery.push import PushKind
from bot.domain.postings.announcement import AnnouncementState, ChangeKind
from bot.store.queries import batches, count
from bot.store.tables import Announcement, Change, Delivery, Push

LOST = "mend:"
"""Prefix of ``Delivery.detail`` for a message that cannot be edited, because it was deleted or its chat is closed."""


@dataclass(frozen=True)
class Outdated:
    """A message to edit."""

    delivery_id: int
    chat_id: int


@dataclass(frozen=True)
class Mending:
    """The progress of editing an announcement's messages: how many are ``left``, and how many are ``lost`` (cannot be
    edited).
    """

    left: int
    lost: int


async def outdated(session: AsyncSession, limit: int) -> list[Outdated]:
    """Return the messages to edit, at most ``limit``. Those of the newest pushes come first."""
    rows = await session.execute(
        select(col(Delivery.id), col(Delivery.chat_id))
        .where(
            col(Delivery.outdated).is_(True),
            col(Delivery.message_id).is_not(None),
            col(Delivery.chat_id).is_not(None),
        )
        .order_by(col(Delivery.push_id).desc(), col(Delivery.id))
        .limit(limit)
    )
    return [Outdated(delivery_id, chat_id) for delivery_id, chat_id in rows if chat_id is not None]


async def mark_outdated(session: AsyncSession, announcement_id: int) -> int:
    """Mark every message that contains the announcement for editing, also those that are being sent. Return their
    number.
    """
    await session.flush()
    ids = list(await session.scalars(_messages(announcement_id)))
    for batch in batches(ids):
        await session.execute(update(Delivery).where(col(Delivery.id).in_(batch)).values(outdated=True, detail=""))
    return len(ids)


async def count_messages(session: AsyncSession, announcement_id: int) -> int:
    """Count the messages with the announcement that were sent or are being sent."""
    return await session.scalar(select(func.count()).select_from(_messages(announcement_id).subquery())) or 0


async def mending(session: AsyncSession, announcement_id: int) -> Mending:
    ids = _messages(announcement_id)
    left = func.count().filter(col(Delivery.outdated).is_(True))
    lost = func.count().filter(col(Delivery.outdated).is_(False), col(Delivery.detail).startswith(LOST))
    rows = await session.execute(select(left, lost).where(col(Delivery.id).in_(ids)))
    return Mending(*rows.one())


async def announcements_in(session: AsyncSession, delivery: Delivery) -> list[int]:
    """Return the ids of the announcements in a message.

    A digest contains the announcements of all deliveries that it carries. Any other message contains the announcement
    of its push.
    """
    rows = await session.execute(
        select(col(Push.announcement_id))
        .join(Delivery, col(Delivery.push_id) == col(Push.id))
        .where(
            or_(col(Delivery.id) == delivery.id, col(Delivery.carrier_id) == delivery.id),
            col(Push.announcement_id).is_not(None),
            col(Push.kind) == PushKind.POSTING,
        )
    )
    return [found for found in rows.scalars() if found is not None]


async def withdraw(session: AsyncSession, push_id: int) -> None:
    """Recall the deliveries of the push that arrived or may have arrived. Their times and message ids stay."""
    await session.execute(
        update(Delivery)
        .where(col(Delivery.push_id) == push_id, col(Delivery.state).in_([*DELIVERED, State.UNCERTAIN]))
        .values(state=State.RECALLED)
    )


async def withdraw_arrived(session: AsyncSession, delivery_id: int) -> None:
    """Recall a delivery and those that it carries, as far as they arrived and their announcement is recalled."""
    recalled = (
        select(col(Push.id))
        .join(Announcement, col(Announcement.id) == col(Push.announcement_id))
        .where(col(Announcement.state) == AnnouncementState.RECALLED, col(Push.kind) == PushKind.POSTING)
    )
    await session.execute(
        update(Delivery)
        .where(
            or_(col(Delivery.id) == delivery_id, col(Delivery.carrier_id) == delivery_id),
            col(Delivery.state).in_(DELIVERED),
            col(Delivery.push_id).in_(recalled),
        )
        .values(state=State.RECALLED)
        .execution_options(synchronize_session=False)
    )


async def of(session: AsyncSession, announcement_id: int) -> list[Change]:
    """Return the changes of the announcement, newest first."""
    query = select(Change).where(col(Change.announcement_id) == announcement_id).order_by(col(Change.id).desc())
    return list(await session.scalars(query))


async def last_correction(session: AsyncSession, announcement_id: int) -> Change | None:
    return next((each for each in await of(session, announcement_id) if each.kind == ChangeKind.CORRECTION), None)


async def changed_since(session: AsyncSession, announcement_ids: Sequence[int], moment: datetime) -> bool:
    """Whether one of the announcements was corrected or recalled at or after ``moment``."""
    return bool(
        await count(session, Change, col(Change.announcement_id).in_(announcement_ids), col(Change.at) >= moment)
    )


async def finish(session: AsyncSession, now: datetime) -> None:
    """Set ``done_at`` of every change without messages left to edit."""
    for change in list(await session.scalars(select(Change).where(col(Change.done_at).is_(None)))):
        if not (await mending(session, change.announcement_id)).left:
            change.done_at = now


def pushes_of(announcement_id: int) -> ScalarSelect[int]:
    """Build the subquery of the ids of the announcement's posting pushes."""
    return (
        select(col(Push.id))
        .where(col(Push.announcement_id) == announcement_id, col(Push.kind) == PushKind.POSTING)
        .scalar_subquery()
    )


def _messages(announcement_id: int) -> Select[Any]:
    """Build the query of the ids of the sent deliveries whose message contains the announcement, alone or in a digest.

    Deliveries that are being sent are included.
    """
    own = col(Delivery.push_id).in_(pushes_of(announcement_id))
    carriers = select(col(Delivery.carrier_id)).where(own, col(Delivery.carrier_id).is_not(None))
    return select(col(Delivery.id)).where(
        or_(col(Delivery.message_id).is_not(None), col(Delivery.state) == State.SENDING),
        or_(own & col(Delivery.carrier_id).is_(None), col(Delivery.id).in_(carriers)),
    )

"""Catching up students with postings that are already open."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.push import PushKind, PushState
from bot.domain.people import BondState, Reach, Standing
from bot.store.queries import grouped
from bot.store.tables import Bond, Delivery, Push, Student, Wish


async def due(session: AsyncSession, until: datetime, limit: int) -> list[int]:
    """Return the ids of the students to catch up, at most ``limit``.

    They bound or changed their wishes since their last catch-up. If that was after ``until``, they are left out,
    because they may still be changing their wishes.
    """
    since = col(Student.caught_up_at)
    rows = await session.execute(
        select(col(Student.person_id))
        .join(Bond, col(Bond.person_id) == col(Student.person_id))
        .outerjoin(Wish, col(Wish.person_id) == col(Student.person_id))
        .where(
            col(Bond.state) != BondState.ENDED,
            col(Bond.reach) == Reach.OPEN,
            col(Student.standing) == Standing.ACTIVE,
            ~col(Student.opted_out),
            col(Bond.bound_at) <= until,
            or_(col(Wish.updated_at).is_(None), col(Wish.updated_at) <= until),
            or_(since.is_(None), col(Bond.bound_at) > since, col(Wish.updated_at) > since),
        )
        .order_by(col(Student.person_id))
        .limit(limit)
    )
    return list(rows.scalars())


async def mark(session: AsyncSession, person_ids: Sequence[int], until: datetime | None) -> None:
    """Record that the persons are caught up to ``until``. With None, they become due again."""
    await session.execute(update(Student).where(col(Student.person_id).in_(person_ids)).values(caught_up_at=until))


async def pushes_of(session: AsyncSession, announcement_ids: Sequence[int]) -> dict[int, Push]:
    """Map each announcement id to its latest running posting push."""
    rows = await session.execute(
        select(Push)
        .where(
            col(Push.announcement_id).in_(announcement_ids),
            col(Push.kind) == PushKind.POSTING,
            col(Push.state) == PushState.RUNNING,
        )
        .order_by(col(Push.id))
    )
    return {push.announcement_id: push for push in rows.scalars() if push.announcement_id is not None}


async def rows(session: AsyncSession, push_ids: Sequence[int], person_ids: Sequence[int]) -> dict[int, list[Delivery]]:
    """Map each push id to the deliveries of it that the persons already have."""
    query = select(Delivery).where(col(Delivery.push_id).in_(push_ids), col(Delivery.person_id).in_(person_ids))
    return grouped((delivery.push_id, delivery) for delivery in await session.scalars(query))

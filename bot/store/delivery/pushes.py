"""Queries that add, find and recall pushes and their deliveries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.delivery import DELIVERED, State
from bot.domain.delivery.push import PRIORITY, PushKind
from bot.domain.people import BondState, Reach
from bot.store.queries import among, batches
from bot.store.tables import Bond, Delivery, Push, Student

INSERT_BATCH = 2000
TO_STUDENTS = (PushKind.POSTING, PushKind.WARNING, PushKind.NOTICE)


@dataclass(frozen=True)
class Recipient:
    """A recipient of a push, with the first state of the delivery and the values for this person's message."""

    person_id: int
    state: State
    reason: str | None = None
    class_id: int | None = None
    college_id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    bundled: bool = False
    score: int = 0
    """The best score among the postings in the delivery."""


async def by_key(session: AsyncSession, key: str) -> Push | None:
    return await session.scalar(select(Push).where(col(Push.key) == key))


async def known_keys(session: AsyncSession, keys: Sequence[str]) -> set[str]:
    """Return those of ``keys`` that a stored push has."""
    rows = await session.execute(select(col(Push.key)).where(col(Push.key).in_(keys)))
    return {key for key in rows.scalars() if key is not None}


async def newest_of(session: AsyncSession, keys: Sequence[str]) -> Push | None:
    """Return the newest push with one of the ``keys``, or None."""
    return await session.scalar(select(Push).where(col(Push.key).in_(keys)).order_by(col(Push.id).desc()).limit(1))


async def add_recipients(session: AsyncSession, push: Push, recipients: Iterable[Recipient], now: datetime) -> int:
    """Insert a delivery for each recipient who has none of this push. Return the number of new deliveries."""
    known = await people_of(session, push.id)
    priority = 0 if push.urgent else PRIORITY[push.kind]
    fresh = [
        {
            **vars(r),
            "push_id": push.id,
            "part": 0,
            "priority": priority,
            "outdated": False,
            "attempts": 0,
            "maybe_twice": False,
            "detail": "",
            "queued_at": now if r.state == State.QUEUED else None,
        }
        for r in recipients
        if r.person_id not in known
    ]
    for batch in batches(fresh, INSERT_BATCH):
        await session.execute(insert(Delivery), batch)
    push.matched += len(fresh)
    return len(fresh)


async def people_of(session: AsyncSession, push_id: int) -> set[int]:
    return set(await session.scalars(select(col(Delivery.person_id)).where(col(Delivery.push_id) == push_id)))


async def rows_of(session: AsyncSession, push_id: int) -> list[Delivery]:
    return list(await session.scalars(select(Delivery).where(col(Delivery.push_id) == push_id)))


async def rows_in(session: AsyncSession, push_id: int, state: State) -> list[Delivery]:
    rows = await session.execute(select(Delivery).where(col(Delivery.push_id) == push_id, col(Delivery.state) == state))
    return list(rows.scalars())


async def take_back(session: AsyncSession, push_id: int) -> None:
    """Recall the queued and waiting deliveries of the push, and such deliveries that they carry."""
    unsent = col(Delivery.state).in_([State.QUEUED, State.WAITING])
    mine = select(col(Delivery.id)).where(col(Delivery.push_id) == push_id, unsent).scalar_subquery()
    for concerned in (col(Delivery.carrier_id).in_(mine), col(Delivery.push_id) == push_id):
        await session.execute(
            update(Delivery)
            .where(concerned, unsent)
            .values(state=State.RECALLED)
            .execution_options(synchronize_session=False)
        )


async def delivered_to(session: AsyncSession, person_id: int, announcement_id: int) -> int | None:
    """Return the id of the newest delivery with which the announcement reached the person, or None."""
    rows = await session.execute(
        select(col(Delivery.id))
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .where(
            col(Delivery.person_id) == person_id,
            col(Push.announcement_id) == announcement_id,
            col(Push.kind) == PushKind.POSTING,
            col(Delivery.state).in_(DELIVERED),
        )
        .order_by(col(Delivery.id).desc())
    )
    return rows.scalars().first()


async def watched(session: AsyncSession) -> list[Push]:
    """Return the pushes whose progress a message in a chat shows."""
    return list(await session.scalars(select(Push).where(col(Push.watch_message_id).is_not(None))))


async def unwatch(session: AsyncSession, chat_id: int, message_id: int) -> None:
    """Record that the message shows no progress any more."""
    await session.execute(
        update(Push)
        .where(col(Push.watch_message_id) == message_id, col(Push.watch_chat_id) == chat_id)
        .values(watch_message_id=None)
    )


async def latest(session: AsyncSession, scope: tuple[str, int | None], limit: int) -> list[Push]:
    """Return the newest pushes to students, at most ``limit``.

    ``scope`` is ("", None) for the whole school, or (column, unit id) such as ("class_id", 7).
    """
    query = select(Push).where(col(Push.kind).in_(TO_STUDENTS))
    column, unit_id = scope
    if column:
        concerned = select(col(Delivery.push_id)).where(col(getattr(Delivery, column)) == unit_id)
        query = query.where(col(Push.id).in_(concerned))
    return list(await session.scalars(query.order_by(col(Push.id).desc()).limit(limit)))


async def reachable(session: AsyncSession, person_ids: Sequence[int] | None = None) -> dict[int, Reach]:
    """Map the id of each person with a bond to the reach of their chat. ``person_ids`` limits the persons."""
    query = select(col(Bond.person_id), col(Bond.reach)).where(col(Bond.state) != BondState.ENDED)
    if person_ids is None:
        return dict(iter(await session.execute(query)))
    return dict(iter(await among(session, query, col(Bond.person_id), person_ids)))


async def places(session: AsyncSession, person_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Map each student's id to (class id, college id). Other persons are left out."""
    query = select(col(Student.person_id), col(Student.class_id), col(Student.college_id))
    rows = await among(session, query, col(Student.person_id), person_ids)
    return {person_id: (class_id, college_id) for person_id, class_id, college_id in rows}


async def unbundle(session: AsyncSession, push_id: int) -> None:
    """Let the queued deliveries of a push go out alone. The sender decides again which of them wait for a digest."""
    mine = col(Delivery.push_id) == push_id, col(Delivery.state) == State.QUEUED, col(Delivery.carrier_id).is_(None)
    await session.execute(update(Delivery).where(*mine).values(bundled=False))

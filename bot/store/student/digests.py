"""Queries for deliveries that wait for a digest, or that a digest carries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushState
from bot.domain.delivery.values import Told
from bot.domain.student.digest import Window
from bot.store.queries import among, batches
from bot.store.tables import Announcement, Delivery, Employer, Posting, Push, Wish
from bot.store.wishes.rhythm import weekly, with_wishes
from bot.store.wishes.wish_age import wished


@dataclass(frozen=True)
class Waiting:
    """A delivery for the next digest. ``postings`` are the ids of its postings that still fit the person."""

    delivery_id: int
    person_id: int
    announcement_id: int
    score: int
    not_after: datetime | None
    queued_at: datetime
    postings: tuple[int, ...]


async def waiting(session: AsyncSession, window: Window) -> list[Waiting]:
    """Return the deliveries for the digests of ``window``, ordered by person. Those of a paused push wait for a later
    digest.
    """
    rows = await session.execute(
        select(
            col(Delivery.id),
            col(Delivery.person_id),
            col(Push.announcement_id),
            col(Delivery.score),
            col(Push.not_after),
            col(Delivery.queued_at),
            col(Delivery.values),
        )
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .where(
            col(Delivery.state) == State.QUEUED,
            col(Delivery.bundled),
            col(Delivery.carrier_id).is_(None),
            col(Push.state) == PushState.RUNNING,
            col(Push.announcement_id).is_not(None),
            or_(
                col(Delivery.queued_at) <= window.weekly,
                (col(Delivery.queued_at) <= window.daily)
                & col(Delivery.person_id).in_(with_wishes(window.day))
                & or_(
                    col(Delivery.person_id).not_in(weekly(window.day)),
                    col(Push.not_after) < window.next_weekly,  # the posting closes before the next weekly digest
                ),
            ),
        )
        .order_by(col(Delivery.person_id), col(Delivery.id))
    )
    return [
        Waiting(
            delivery,
            person,
            of or 0,
            score,
            not_after,
            at or window.daily,
            tuple(row.posting for row in Told.of(each).rows if row.fits),
        )
        for delivery, person, of, score, not_after, at, each in rows
    ]


async def wishes_changed(session: AsyncSession, since: datetime) -> dict[int, datetime]:
    """Map each person's id to the last change of their wishes, if it was after ``since``."""
    rows = await session.execute(select(col(Wish.person_id), col(Wish.updated_at)).where(col(Wish.updated_at) > since))
    return dict(rows.all())


async def openings(session: AsyncSession, announcement_ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Map each posting id of the announcements to (employer id, title)."""
    query = select(col(Posting.id), col(Posting.employer_id), col(Posting.title))
    rows = await among(session, query, col(Posting.announcement_id), announcement_ids)
    return {posting: (employer, title) for posting, employer, title in rows}


async def carriers(session: AsyncSession, push_id: int) -> dict[int, int]:
    """Map each person's id to the id of their delivery of the digest's push."""
    query = select(col(Delivery.person_id), col(Delivery.id)).where(col(Delivery.push_id) == push_id)
    return dict(iter(await session.execute(query)))


async def carry(session: AsyncSession, carrier_of: Mapping[int, int]) -> None:
    """Put deliveries into digests. ``carrier_of`` maps each delivery's id to the id of the digest's delivery."""
    if carrier_of:
        rows = [{"id": delivery, "carrier_id": carrier} for delivery, carrier in carrier_of.items()]
        await session.execute(update(Delivery), rows)


async def set_aside(session: AsyncSession, delivery_ids: Sequence[int], state: State, reason: str | None) -> None:
    """Set the final state and reason of queued deliveries that no digest will carry."""
    for batch in batches(delivery_ids):
        await session.execute(
            update(Delivery)
            .where(col(Delivery.id).in_(batch), col(Delivery.state) == State.QUEUED)
            .values(state=state, reason=reason)
        )


async def carried(session: AsyncSession, carrier_id: int) -> list[tuple[Delivery, Push]]:
    """Return (delivery, push) of everything that a digest's delivery carries, best score first. Another delivery
    carries nothing.
    """
    rows = await session.execute(
        select(Delivery, Push)
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .where(col(Delivery.carrier_id) == carrier_id)
        .order_by(col(Delivery.score).desc(), col(Delivery.id))
    )
    return [(delivery, push) for delivery, push in rows]


async def entries(session: AsyncSession, carrier_id: int) -> list[tuple[Delivery, Announcement, Employer]]:
    """Return (delivery, announcement, employer) of everything that a digest's delivery carries, best score first."""
    rows = await session.execute(
        select(Delivery, Announcement, Employer)
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .join(Announcement, col(Announcement.id) == col(Push.announcement_id))
        .join(Employer, col(Employer.id) == col(Announcement.employer_id))
        .where(col(Delivery.carrier_id) == carrier_id)
        .order_by(col(Delivery.score).desc(), col(Delivery.id))
    )
    return [(delivery, announcement, employer) for delivery, announcement, employer in rows]


async def postings(session: AsyncSession, ids: Sequence[int]) -> dict[int, Posting]:
    return {each.id: each for each in await session.scalars(select(Posting).where(col(Posting.id).in_(ids)))}


async def has_wishes(session: AsyncSession, person_id: int) -> bool:
    rows = await session.execute(select(col(Wish.person_id)).where(col(Wish.person_id) == person_id, wished()))
    return rows.first() is not None

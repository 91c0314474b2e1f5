"""Everything that is stored about one person, to show it to them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, inspect, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from bot.domain.delivery.delivery import DELIVERED, State
from bot.domain.delivery.push import PushKind
from bot.domain.postings.announcement import STAGES
from bot.store.queries import count
from bot.store.tables import (
    BindTry,
    Delivery,
    Destination,
    Employer,
    Interest,
    Posting,
    Push,
    Question,
    RecommendationExport,
)

Row = TypeVar("Row", bound=SQLModel)
ARRIVED = (*DELIVERED, State.RECALLED)


async def kinds(session: AsyncSession, person_id: int, since: datetime) -> Mapping[PushKind, int]:
    """Map each kind of push to the number of deliveries that arrived since ``since``. The postings in a digest are
    counted singly.
    """
    rows = await session.execute(
        select(col(Push.kind), func.count())
        .join(Delivery, col(Delivery.push_id) == col(Push.id))
        .where(
            col(Delivery.person_id) == person_id,
            col(Delivery.state).in_(ARRIVED),
            col(Delivery.sent_at) >= since,
            col(Push.kind) != PushKind.DIGEST,
        )
        .group_by(col(Push.kind))
    )
    return dict(rows.all())


async def received(session: AsyncSession, person_id: int, limit: int | None = None) -> Sequence[tuple[Delivery, Push]]:
    """Return (delivery, push) of everything that arrived, newest first. The postings in a digest are listed singly."""
    rows = await session.execute(
        select(Delivery, Push)
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .where(
            col(Delivery.person_id) == person_id,
            col(Delivery.state).in_(ARRIVED),
            col(Delivery.sent_at).is_not(None),
            col(Push.kind) != PushKind.DIGEST,
        )
        .order_by(col(Delivery.sent_at).desc(), col(Delivery.id).desc())
        .limit(limit)
    )
    return [(delivery, push) for delivery, push in rows]


async def counts(session: AsyncSession, person_id: int) -> tuple[int, int]:
    """Return (postings that the person wants or applied for, questions that they asked)."""
    wanted = await count(session, Interest, col(Interest.person_id) == person_id, col(Interest.attitude).in_(STAGES))
    return wanted, await count(session, Question, col(Question.person_id) == person_id)


async def recommended_to(session: AsyncSession, person_id: int) -> list[str]:
    """Return the names of the employers to whom the person agreed to be named."""
    rows = await session.execute(
        select(col(Employer.name))
        .join(Posting, col(Posting.employer_id) == col(Employer.id))
        .join(Interest, col(Interest.posting_id) == col(Posting.id))
        .where(col(Interest.person_id) == person_id, col(Interest.recommended_at).is_not(None))
        .distinct()
        .order_by(col(Employer.name))
    )
    return list(rows.scalars())


async def rows(session: AsyncSession, table: type[Row], person_id: int, column: str = "person_id") -> list[Row]:
    """Return the rows of a table whose ``column`` is the person's id, in the order of their key."""
    keys = inspect(table).primary_key
    query = select(table).where(getattr(table, column) == person_id).order_by(*keys)
    return list((await session.execute(query)).scalars())


async def of_destination(session: AsyncSession, table: type[Row], destination_id: int) -> list[Row]:
    """Return the rows of a table that belong to a destination record, oldest first."""
    return await rows(session, table, destination_id, "destination_id")


async def tries(session: AsyncSession, telegram_ids: Sequence[int]) -> list[BindTry]:
    """Return the failed attempts to bind from these Telegram accounts."""
    query = select(BindTry).where(col(BindTry.telegram_id).in_(telegram_ids)).order_by(col(BindTry.at))
    return list((await session.execute(query)).scalars())


async def titles(session: AsyncSession, posting_ids: Sequence[int]) -> Mapping[int, str]:
    """Map each posting id to the employer's name and the posting's title."""
    rows = await session.execute(
        select(col(Posting.id), col(Employer.name), col(Posting.title))
        .join(Employer, col(Employer.id) == col(Posting.employer_id))
        .where(col(Posting.id).in_(posting_ids))
    )
    return {posting_id: f"{employer}：{title}" for posting_id, employer, title in rows}


async def named_in(session: AsyncSession, person_id: int) -> list[tuple[RecommendationExport, int]]:
    """Return (export, posting id) of every 推荐名单 with the person, oldest first."""
    exports = (await session.execute(select(RecommendationExport).order_by(col(RecommendationExport.id)))).scalars()
    return [(export, posting) for export in exports for person, posting in export.named if person == person_id]


async def deliveries(session: AsyncSession, person_id: int) -> list[tuple[Delivery, Push]]:
    """Return (delivery, push) of all the person's deliveries, sent or not, newest first."""
    rows = await session.execute(
        select(Delivery, Push)
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .where(col(Delivery.person_id) == person_id)
        .order_by(col(Delivery.id).desc())
    )
    return [(delivery, push) for delivery, push in rows]


async def destinations(session: AsyncSession, person_id: int) -> list[Destination]:
    """Return all the person's destination records, including superseded ones, oldest first."""
    return await rows(session, Destination, person_id)

"""Counts from recent days, which show the office the effect of a setting before it is changed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.chain.chain import RungState
from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import MANDATORY, PushKind
from bot.domain.people import BondState, UnitKind
from bot.store.queries import count
from bot.store.tables import Bond, Delivery, Push, Rung, Student, Wish

Span = tuple[datetime, datetime]


async def over_cap(session: AsyncSession, days: Sequence[Span], cap: int) -> tuple[int, int]:
    """Return (times, messages) that a daily cap of ``cap`` would affect.

    ``times`` is how often a student got more than ``cap`` counted messages in one of ``days``. ``messages`` is the
    number beyond the cap.
    """
    counted = [kind for kind in PushKind if kind not in MANDATORY]
    times = above = 0
    for begin, end in days:
        number = func.count()
        each = (
            select(number.label("number"))
            .select_from(Delivery)
            .join(Push, col(Push.id) == col(Delivery.push_id))
            .join(Student, col(Student.person_id) == col(Delivery.person_id))
            .where(
                col(Delivery.sent_at) >= begin,
                col(Delivery.sent_at) < end,
                col(Delivery.carrier_id).is_(None),
                col(Push.kind).in_(counted),
            )
            .group_by(col(Delivery.person_id))
            .having(number > cap)
            .subquery()
        )
        row = (await session.execute(select(func.count(), func.sum(each.c.number - cap)).select_from(each))).one()
        times, above = times + row[0], above + (row[1] or 0)
    return times, above


async def sent_within(session: AsyncSession, spans: Sequence[Span]) -> int:
    """Count the messages to students sent within one of ``spans``, without urgent ones."""
    if not spans:
        return 0
    inside = or_(*((col(Delivery.sent_at) >= begin) & (col(Delivery.sent_at) < end) for begin, end in spans))
    students = col(Delivery.person_id).in_(select(col(Student.person_id)))
    calm = col(Delivery.push_id).in_(select(col(Push.id)).where(col(Push.urgent).is_(False)))
    return await count(session, Delivery, inside, students, calm)


async def fuller_digests(session: AsyncSession, since: datetime, size: int) -> int:
    """Count the digests with more than ``size`` announcements published since ``since``."""
    carried = (
        select(col(Delivery.carrier_id))
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .where(col(Delivery.carrier_id).is_not(None), col(Push.created_at) >= since)
        .group_by(col(Delivery.carrier_id))
        .having(func.count() > size)
        .subquery()
    )
    return await session.scalar(select(func.count()).select_from(carried)) or 0


async def waiting(session: AsyncSession) -> tuple[int, int]:
    """Return (open or held college rungs, deliveries that wait at a rung)."""
    waits = col(Rung.state).in_([RungState.OPEN, RungState.HELD])
    rungs = await count(session, Rung, col(Rung.level) == UnitKind.COLLEGE, waits)
    return rungs, await count(session, Delivery, col(Delivery.state) == State.WAITING)


async def bound_since(session: AsyncSession, since: datetime) -> int:
    """Count the students who joined since ``since`` and are still bound."""
    students = col(Bond.person_id).in_(select(col(Student.person_id)))
    return await count(session, Bond, students, col(Bond.bound_at) >= since, col(Bond.state) != BondState.ENDED)


async def with_wishes(session: AsyncSession, limit: int) -> list[int]:
    """Return the ids of the first ``limit`` students who filled in regions."""
    query = select(col(Wish.person_id)).where(col(Wish.regions).is_not(None)).order_by(col(Wish.person_id)).limit(limit)
    return list(await session.scalars(query))

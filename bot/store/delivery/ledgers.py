"""Ledgers: the numbers of deliveries by state, for the whole school or by unit, and the names behind the numbers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.delivery import Ledger, State, ledger
from bot.domain.delivery.push import PushKind
from bot.store import queries
from bot.store.tables import Delivery, Person, Push

Rows = ColumnElement[bool]
"""The SQL condition that selects the deliveries that a ledger counts."""


async def ledger_of(session: AsyncSession, push_id: int) -> Ledger:
    """Return the ledger of the push in the whole school. Its ``matched`` is ``Push.matched``, so that its sum does not
    close if rows are lost."""
    push = await session.get(Push, push_id)
    return await sum_of(session, of_push(push_id), matched=push.matched if push is not None else None)


async def ledgers_by(session: AsyncSession, push_id: int, column: str) -> dict[int, Ledger]:
    """Map each unit's id to the ledger of the push in this unit. ``column`` is ``class_id`` or ``college_id``."""
    return await sums_by(session, of_push(push_id), column)


def of_push(push_id: int) -> Rows:
    """Build the SQL condition that selects the deliveries of one push, one for each person."""
    return and_(col(Delivery.push_id) == push_id, col(Delivery.part) == 0)


def made_between(begin: datetime, end: datetime, kinds: Sequence[PushKind]) -> Rows:
    """Build the SQL condition that selects the deliveries of all pushes of ``kinds`` created in [``begin``,
    ``end``)."""
    made = select(col(Push.id)).where(_created(begin, end, kinds))
    return and_(col(Delivery.push_id).in_(made), col(Delivery.part) == 0)


def _created(begin: datetime, end: datetime, kinds: Sequence[PushKind]) -> ColumnElement[bool]:
    return and_(col(Push.kind).in_(kinds), col(Push.created_at) >= begin, col(Push.created_at) < end)


async def count_made(session: AsyncSession, begin: datetime, end: datetime, kinds: Sequence[PushKind]) -> int:
    """Count the pushes of ``kinds`` that were created in [``begin``, ``end``)."""
    return await queries.count(session, Push, _created(begin, end, kinds))


async def sum_of(
    session: AsyncSession,
    rows: Rows,
    column: str = "",
    unit_ids: Sequence[int] = (),
    matched: int | None = None,
) -> Ledger:
    """Return the ledger of ``rows``. If ``column`` is ``class_id`` or ``college_id``, only the deliveries in the units
    ``unit_ids`` are counted."""
    query = select(col(Delivery.state), col(Delivery.reason), func.count()).where(rows)
    if column:
        query = query.where(col(getattr(Delivery, column)).in_(unit_ids))
    found = await session.execute(query.group_by(col(Delivery.state), col(Delivery.reason)))
    return ledger({(state, reason): count for state, reason, count in found}, matched)


async def sums_by(session: AsyncSession, rows: Rows, column: str) -> dict[int, Ledger]:
    """Map each unit's id to the ledger of its deliveries in ``rows``. ``column`` is ``class_id`` or ``college_id``."""
    split = col(getattr(Delivery, column))
    found = await session.execute(
        select(split, col(Delivery.state), col(Delivery.reason), func.count())
        .where(rows, split.is_not(None))
        .group_by(split, col(Delivery.state), col(Delivery.reason))
    )
    counts: dict[int, dict[tuple[State, str | None], int]] = {}
    for unit_id, state, reason, count in found:
        counts.setdefault(unit_id, {})[(state, reason)] = count
    return {unit_id: ledger(each) for unit_id, each in counts.items()}


async def names_in(
    session: AsyncSession,
    push_id: int,
    states: Sequence[State],
    *,
    class_id: int | None = None,
    limit: int = 500,
) -> list[tuple[int, str, str, State]]:
    """Return (delivery id, number, name, state) of the persons whose delivery is in one of ``states``, ordered by
    number."""
    query = (
        select(col(Delivery.id), col(Person.number), col(Person.name), col(Delivery.state))
        .join(Person, col(Person.id) == col(Delivery.person_id))
        .where(col(Delivery.push_id) == push_id, col(Delivery.state).in_(states))
    )
    if class_id is not None:
        query = query.where(col(Delivery.class_id) == class_id)
    rows = await session.execute(query.order_by(col(Person.number)).limit(limit))
    return [(delivery_id, number, name, state) for delivery_id, number, name, state in rows]

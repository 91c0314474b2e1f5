"""Ledgers: the numbers of deliveries by state, for the school or a unit, and the names behind them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.delivery import Ledger, State, ledger
from bot.domain.delivery.push import PushKind
from bot.store import queries
from bot.store.tables import Delivery, DeliverySum, Person, Push

COLLEGE = "college_id"
Rows = Callable[[Any], ColumnElement[bool]]
"""Builds the condition that selects the pushes of a ledger, from a column of push ids.

It applies to deliveries, and to the numbers that remain of deleted ones.
"""


async def ledger_of(session: AsyncSession, push_id: int) -> Ledger:
    """Return the ledger of the push in the whole school. It does not balance if rows are lost."""
    push = await session.get(Push, push_id)
    return await sum_of(session, of_push(push_id), matched=push.matched if push is not None else None)


async def ledgers_by(session: AsyncSession, push_id: int, column: str) -> dict[int, Ledger]:
    """Map each unit's id to the push's ledger in it. ``column`` is ``class_id`` or ``college_id``."""
    return await sums_by(session, of_push(push_id), column)


def of_push(push_id: int) -> Rows:
    """Select one push."""
    return lambda push: push == push_id


def made_between(begin: datetime, end: datetime, kinds: Sequence[PushKind]) -> Rows:
    """Select the pushes of ``kinds`` created in [``begin``, ``end``)."""
    made = select(col(Push.id)).where(_created(begin, end, kinds))
    return lambda push: push.in_(made)


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
    """Return the ledger of ``rows``. ``column`` (``class_id`` or ``college_id``) and ``unit_ids`` limit it to these
    units.
    """
    query = select(col(Delivery.state), col(Delivery.reason), func.count()).where(*_counted(rows))
    kept = select(col(DeliverySum.state), col(DeliverySum.reason), func.sum(col(DeliverySum.count)))
    kept = kept.where(rows(col(DeliverySum.push_id)))
    if column:
        query = query.where(col(getattr(Delivery, column)).in_(unit_ids))
        kept = kept.where(col(DeliverySum.college_id).in_(unit_ids if column == COLLEGE else []))
    counts: Counter[tuple[State, str | None]] = Counter()
    for some in (
        query.group_by(col(Delivery.state), col(Delivery.reason)),
        kept.group_by(col(DeliverySum.state), col(DeliverySum.reason)),
    ):
        for state, reason, count in await session.execute(some):
            counts[state, reason or None] += count
    return ledger(counts, matched)


def _counted(rows: Rows) -> tuple[ColumnElement[bool], ...]:
    """Build the conditions for the deliveries of the selected pushes, one for each person."""
    return rows(col(Delivery.push_id)), col(Delivery.part) == 0


async def sums_by(session: AsyncSession, rows: Rows, column: str) -> dict[int, Ledger]:
    """Map each unit's id to the ledger of its rows. ``column`` is ``class_id`` or ``college_id``.

    For classes, deleted deliveries are not counted, because their numbers remain only by college.
    """
    split = col(getattr(Delivery, column))
    groups = (split, col(Delivery.state), col(Delivery.reason))
    queries = [select(*groups, func.count()).where(*_counted(rows), split.is_not(None)).group_by(*groups)]
    if column == COLLEGE:
        kept = (col(DeliverySum.college_id), col(DeliverySum.state), col(DeliverySum.reason))
        total = func.sum(col(DeliverySum.count))
        queries.append(select(*kept, total).where(rows(col(DeliverySum.push_id))).group_by(*kept))
    counts: defaultdict[int, Counter[tuple[State, str | None]]] = defaultdict(Counter)
    for query in queries:
        for unit_id, state, reason, count in await session.execute(query):
            counts[unit_id][state, reason or None] += count
    return {unit_id: ledger(each) for unit_id, each in counts.items()}


async def names_in(
    session: AsyncSession,
    push_id: int,
    states: Sequence[State],
    *,
    class_id: int | None = None,
    limit: int = 500,
) -> list[tuple[int, str, str, State]]:
    """Return (delivery id, number, name, state) of the deliveries in one of ``states``, ordered by number."""
    query = (
        select(col(Delivery.id), col(Person.number), col(Person.name), col(Delivery.state))
        .join(Person, col(Person.id) == col(Delivery.person_id))
        .where(col(Delivery.push_id) == push_id, col(Delivery.state).in_(states))
    )
    if class_id is not None:
        query = query.where(col(Delivery.class_id) == class_id)
    rows = await session.execute(query.order_by(col(Person.number)).limit(limit))
    return [(delivery_id, number, name, state) for delivery_id, number, name, state in rows]

"""The sums that must close: a push's rows counted by state, whole or by unit, down to names."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery import Ledger, State, ledger
from bot.store.tables import Delivery, Person, Push


async def ledger_of(
    session: AsyncSession, push_id: int, *, class_id: int | None = None, college_id: int | None = None
) -> Ledger:
    """The push's rows added up; for the whole push the sum is held against what was matched."""
    query = select(col(Delivery.state), col(Delivery.reason), func.count()).where(
        col(Delivery.push_id) == push_id, col(Delivery.part) == 0
    )
    if class_id is not None:
        query = query.where(col(Delivery.class_id) == class_id)
    if college_id is not None:
        query = query.where(col(Delivery.college_id) == college_id)
    rows = await session.execute(query.group_by(col(Delivery.state), col(Delivery.reason)))
    counts = {(state, reason): count for state, reason, count in rows}
    push = await session.get(Push, push_id)
    whole = push is not None and class_id is None and college_id is None
    return ledger(counts, push.matched if push is not None and whole else None)


async def ledgers_by(session: AsyncSession, push_id: int, column: str) -> dict[int, Ledger]:
    """The ledger split by ``class_id`` or ``college_id``."""
    split = col(getattr(Delivery, column))
    rows = await session.execute(
        select(split, col(Delivery.state), col(Delivery.reason), func.count())
        .where(col(Delivery.push_id) == push_id, split.is_not(None))
        .group_by(split, col(Delivery.state), col(Delivery.reason))
    )
    counts: dict[int, dict[tuple[State, str | None], int]] = {}
    for unit_id, state, reason, count in rows:
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
    """(delivery id, number, name, state) of those of a push who stand in one of the states."""
    query = (
        select(col(Delivery.id), col(Person.number), col(Person.name), col(Delivery.state))
        .join(Person, col(Person.id) == col(Delivery.person_id))
        .where(col(Delivery.push_id) == push_id, col(Delivery.state).in_(states))
    )
    if class_id is not None:
        query = query.where(col(Delivery.class_id) == class_id)
    rows = await session.execute(query.order_by(col(Person.number)).limit(limit))
    return [(delivery_id, number, name, state) for delivery_id, number, name, state in rows]

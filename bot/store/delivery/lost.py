"""The query for the people whom a push will not reach, although they should have got it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.delivery import TOO_LATE, State
from bot.store.tables import Delivery, Person, Unit


@dataclass(frozen=True)
class Lost:
    """A person whom a push will not reach. ``place`` is their class, or empty for staff."""

    number: str
    name: str
    place: str
    state: State


async def of_push(
    session: AsyncSession, push_id: int, unit_ids: Sequence[int] | None, *, with_unbound: bool
) -> list[Lost]:
    """Return the people whom the push will not reach, ordered by class and number.

    With ``unit_ids``, only those of these colleges and classes are returned.
    """
    states = [State.BLOCKED, State.FAILED] + [State.NO_BOT] * with_unbound
    late = and_(col(Delivery.state) == State.SKIPPED, col(Delivery.reason).in_(TOO_LATE))
    query = (
        select(col(Person.number), col(Person.name), col(Unit.name), col(Delivery.state))
        .join(Person, col(Person.id) == col(Delivery.person_id))
        .outerjoin(Unit, col(Unit.id) == col(Delivery.class_id))
        .where(col(Delivery.push_id) == push_id, or_(col(Delivery.state).in_(states), late))
    )
    if unit_ids is not None:
        within = or_(col(Delivery.class_id).in_(unit_ids), col(Delivery.college_id).in_(unit_ids))
        query = query.where(within)
    rows = await session.execute(query.order_by(col(Unit.name), col(Person.number)))
    return [Lost(number, name, place or "", state) for number, name, place, state in rows]

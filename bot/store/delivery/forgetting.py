"""Deletes deliveries to graduates. Only their numbers remain, by college."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushKind
from bot.store.delivery.pushes import TO_STUDENTS
from bot.store.queries import deleted
from bot.store.tables import Delivery, DeliverySum, Push, Student

PERSONAL = (PushKind.RECORD, PushKind.DIGEST, PushKind.REMINDER)
"""Kinds whose push may contain facts about one person. It is deleted after its last delivery."""
AT_ONCE = 1000
Key = tuple[int, int, State, str]
"""(push id, college id, state, reason)."""


async def forget(session: AsyncSession, person_ids: Sequence[int]) -> int:
    """Delete all deliveries to these graduates. Their numbers, by college, remain for the ledgers."""
    college = func.coalesce(col(Delivery.college_id), col(Student.college_id))
    groups = (col(Delivery.push_id), college, col(Delivery.state), func.coalesce(col(Delivery.reason), ""))
    rows = await session.execute(
        select(*groups, func.count())
        .join(Student, col(Student.person_id) == col(Delivery.person_id))
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .where(col(Delivery.person_id).in_(person_ids), col(Delivery.part) == 0, col(Push.kind).in_(TO_STUDENTS))
        .group_by(*groups)
    )
    await _add(session, {(row[0], row[1], row[2], row[3]): row[4] for row in rows})
    return await deleted(session, delete(Delivery).where(col(Delivery.person_id).in_(person_ids)))


async def _add(session: AsyncSession, counts: dict[Key, int]) -> None:
    key = tuple_(col(DeliverySum.push_id), col(DeliverySum.college_id), col(DeliverySum.state), col(DeliverySum.reason))
    keys = list(counts)
    kept: dict[Key, DeliverySum] = {}
    for start in range(0, len(keys), AT_ONCE):
        some = await session.execute(select(DeliverySum).where(key.in_(keys[start : start + AT_ONCE])))
        kept |= {(each.push_id, each.college_id, each.state, each.reason): each for each in some.scalars()}
    for each, count in counts.items():
        if each in kept:
            kept[each].count += count
        else:
            push, college, state, reason = each
            session.add(DeliverySum(push_id=push, college_id=college, state=state, reason=reason, count=count))
    await session.flush()


async def forget_pushes(session: AsyncSession, before: datetime, tasks_before: datetime) -> int:
    """Delete old pushes and return their number.

    - Personal pushes made before ``before``, if their deliveries are gone.
    - Tasks of staff made before ``tasks_before``, with their deliveries, because they may name students.
    """
    left = select(col(Delivery.id)).where(col(Delivery.push_id) == col(Push.id)).exists()
    personal = (col(Push.kind).in_(PERSONAL)) & (col(Push.created_at) < before) & ~left
    tasks = (col(Push.kind) == PushKind.TASK) & (col(Push.created_at) < tasks_before)
    ids = (await session.execute(select(col(Push.id)).where(personal | tasks).limit(AT_ONCE))).scalars().all()
    await deleted(session, delete(Delivery).where(col(Delivery.push_id).in_(ids)))
    return await deleted(session, delete(Push).where(col(Push.id).in_(ids)))

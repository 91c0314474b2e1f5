"""还是这些意向吗？ Ask students once whether their wishes are still right, when the wishes are two months old.

The question is at the end of a digest. If the student gets no digest that day, the question is a message of its own.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.push import PushKind
from bot.domain.delivery.values import Values
from bot.domain.errors import NotFound
from bot.domain.student import digest
from bot.domain.student.digest import Window
from bot.flows.delivery import pushing
from bot.flows.delivery.compose import Composer, Shown
from bot.flows.delivery.pushing import Notice
from bot.flows.wishes import wishes
from bot.store import choices
from bot.store.delivery import pushes
from bot.store.tables import Delivery, Push, Wish
from bot.store.wishes import wish_age as ages

ALONE = "aging/ask"


class Renewal(Values):
    """The part of a delivery's values that says whether the message asks the question."""

    renew: bool = False


def asks(whether: bool) -> dict[str, Any]:
    """The values that make a message ask the question; empty if ``whether`` is False."""
    return Renewal(renew=True).dump() if whether else {}


async def in_digest(session: AsyncSession, person_ids: Sequence[int], window: Window) -> set[int]:
    """The ids of those of ``person_ids`` whose digest should ask the question at its end."""
    return await ages.old(session, window.daily, person_ids)


async def due_alone(session: AsyncSession, now: datetime) -> set[int]:
    """The ids of the students who should be asked today and get no digest today.

    The set is empty if today's question was enqueued already.
    """
    window = digest.window(now, await choices.holidays(session))
    if window is None or await pushes.by_key(session, _key(window)) is not None:
        return set()
    due = await ages.old(session, window.daily)
    gathered = await pushes.by_key(session, f"digest:{window.day.isoformat()}") if due else None
    return due - await pushes.people_of(session, gathered.id) if gathered else due


def _key(window: Window) -> str:
    return f"wishes:{window.day.isoformat()}"


async def ask_alone(session: AsyncSession, now: datetime) -> int:
    """Enqueue the question for all students in ``due_alone``, at most once a day. Returns their number.

    This function must be called after the day's digests were created.
    """
    window = digest.window(now, await choices.holidays(session))
    due = await due_alone(session, now)
    if window is None or not due:
        return 0
    notice = Notice(PushKind.REMINDER, ALONE, key=_key(window), not_after=window.stale_at)
    await pushing.to_people(session, notice, sorted(due), now, own_values={person: asks(True) for person in due})
    return len(due)


async def noted(session: AsyncSession, delivery: Delivery) -> None:
    """When a message with the question was sent, record the time. The student has two weeks from then to answer.

    If the message does not ask the question, nothing changes.
    """
    if Renewal.of(delivery.values).renew and delivery.sent_at is not None:
        await ages.mark_asked(session, delivery.person_id, delivery.sent_at)


async def question(session: AsyncSession, delivery: Delivery) -> dict[str, Any]:
    """The template values of the question; empty if the message does not ask it.

    ``renew``: whether the question is still unanswered. ``wish``: the student's wishes.
    """
    if not Renewal.of(delivery.values).renew:
        return {}
    return {
        **Renewal(renew=await _unanswered(session, delivery)).dump(),
        "wish": await wishes.told(session, delivery.person_id),
    }


async def alone(session: AsyncSession, push: Push, delivery: Delivery, now: datetime) -> Shown:
    """The composer of the message that contains only the question."""
    return Shown(await question(session, delivery))


async def still_asked(session: AsyncSession, push: Push, delivery: Delivery, now: datetime) -> bool:
    """Whether the question is still open. The student may have answered while the message waited."""
    return await _unanswered(session, delivery)


async def _unanswered(session: AsyncSession, delivery: Delivery) -> bool:
    wish = await session.get(Wish, delivery.person_id)
    touched = max(filter(None, (wish.updated_at, wish.renewed_at))) if wish else None
    asked = delivery.sent_at or delivery.queued_at
    return touched is not None and (asked is None or touched <= asked)


async def renew(session: AsyncSession, person_id: int, now: datetime) -> None:
    """Record that the wishes are still right (还是这些). They are valid for another two months.

    The rhythm that the student chose applies again. Raises NotFound for a student without wishes.
    """
    wish = await session.get(Wish, person_id)
    if wish is None:
        raise NotFound("wishes")
    wish.renewed_at = now
    await session.flush()


COMPOSERS: dict[str, Composer] = {ALONE: alone}

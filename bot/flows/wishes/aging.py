"""还是这些意向吗？ Asked once when wishes are two months old: at a digest's end, or alone where no digest goes out."""

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
    """The message asks whether old wishes still hold."""

    renew: bool = False


def asks(whether: bool) -> dict[str, Any]:
    """The part of a delivery's values that makes its message ask."""
    return Renewal(renew=True).dump() if whether else {}


async def in_digest(session: AsyncSession, person_ids: Sequence[int], window: Window) -> set[int]:
    """Who of those that get a digest is asked at its end."""
    return await ages.old(session, window.daily, person_ids)


async def due_alone(session: AsyncSession, now: datetime) -> set[int]:
    """Who is to be asked today and gets no digest; nobody once today's were asked."""
    window = digest.window(now, await choices.holidays(session))
    if window is None or await pushes.by_key(session, _key(window)) is not None:
        return set()
    due = await ages.old(session, window.daily)
    gathered = await pushes.by_key(session, f"digest:{window.day.isoformat()}") if due else None
    return due - await ages.with_delivery(session, gathered.id) if gathered else due


def _key(window: Window) -> str:
    return f"wishes:{window.day.isoformat()}"


async def ask_alone(session: AsyncSession, now: datetime) -> int:
    """One message to those who are due and get no digest today; once a day. Returns to how many.

    To be called after the day's digests are made.
    """
    window = digest.window(now, await choices.holidays(session))
    due = await due_alone(session, now)
    if window is None or not due:
        return 0
    notice = Notice(PushKind.REMINDER, ALONE, key=_key(window), not_after=window.stale_at)
    await pushing.to_people(session, notice, sorted(due), now, own_values={person: asks(True) for person in due})
    return len(due)


async def noted(session: AsyncSession, delivery: Delivery) -> None:
    """A message that asks has arrived: the fortnight runs from now. Of any other nothing follows."""
    if Renewal.of(delivery.values).renew and delivery.sent_at is not None:
        await ages.mark_asked(session, delivery.person_id, delivery.sent_at)


async def question(session: AsyncSession, delivery: Delivery) -> dict[str, Any]:
    """Whether the message still asks, and the wishes in words; empty where the message never asked."""
    if not Renewal.of(delivery.values).renew:
        return {}
    return {
        **Renewal(renew=await _unanswered(session, delivery)).dump(),
        "wish": await wishes.told(session, delivery.person_id),
    }


async def alone(session: AsyncSession, push: Push, delivery: Delivery, now: datetime) -> Shown:
    return Shown(await question(session, delivery))


async def _unanswered(session: AsyncSession, delivery: Delivery) -> bool:
    wish = await session.get(Wish, delivery.person_id)
    touched = max(filter(None, (wish.updated_at, wish.renewed_at))) if wish else None
    return touched is not None and (delivery.sent_at is None or touched <= delivery.sent_at)


async def renew(session: AsyncSession, person_id: int, now: datetime) -> None:
    """还是这些: good for another two months, and the chosen rhythm holds again. A repeat changes nothing more."""
    wish = await session.get(Wish, person_id)
    if wish is None:
        raise NotFound("求职意向")
    wish.renewed_at = now
    await session.flush()


COMPOSERS: dict[str, Composer] = {ALONE: alone}

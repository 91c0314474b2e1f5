"""Bookmarks (收藏): postings that a student keeps for later, and the reminder before they close."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.delivery.push import PushKind
from bot.domain.delivery.values import Values
from bot.domain.errors import NotFound
from bot.domain.student import bookmark
from bot.domain.student.bookmark import Firing
from bot.flows.delivery import pushing
from bot.flows.delivery.compose import Composer, Shown
from bot.flows.delivery.pushing import Notice
from bot.store.delivery import pushes
from bot.store.matching import openings
from bot.store.student import bookmarks
from bot.store.student.bookmarks import Kept
from bot.store.tables import Delivery, Push

DUE = "saved/due"


class Deadlines(Values):
    """The days on which the postings of a reminder close."""

    deadlines: tuple[date, ...]


class Closing(Values):
    """The ids of the kept postings in one person's reminder."""

    postings: tuple[int, ...]


async def toggle(session: AsyncSession, person_id: int, posting_id: int, now: datetime) -> bool:
    """Bookmark an open posting, or delete the bookmark. Returns whether the posting is bookmarked now.

    Raises NotFound if the posting is closed.
    """
    if await bookmarks.drop(session, person_id, posting_id):
        return False
    if await openings.one(session, posting_id, now) is None:
        raise NotFound("posting")
    await bookmarks.add(session, person_id, posting_id, now)
    return True


async def let_go(session: AsyncSession, person_id: int, posting_id: int) -> None:
    """Delete a bookmark, whether its posting is open or closed. A repeat changes nothing."""
    await bookmarks.drop(session, person_id, posting_id)


async def kept(session: AsyncSession, person_id: int, posting_ids: Sequence[int]) -> set[int]:
    """Return the ids in ``posting_ids`` that the person has bookmarked."""
    return await bookmarks.among(session, person_id, posting_ids)


async def mine(session: AsyncSession, person_id: int, now: datetime) -> list[Kept]:
    """Return all bookmarked postings of a student: open ones by closing day, then closed ones."""
    return await bookmarks.of(session, person_id, now)


async def due_now(session: AsyncSession, now: datetime) -> dict[int, list[int]]:
    """Map each person's id to the ids of the postings that today's reminder lists.

    The map is empty before noon, at night, and after today's reminder is made.
    """
    firing = bookmark.firing(now)
    if firing is None or await pushes.by_key(session, _key(firing)) is not None:
        return {}
    return await bookmarks.due(session, firing.deadlines, now, firing.noon)


def _key(firing: Firing) -> str:
    return f"due:{firing.day.isoformat()}"


async def remind(session: AsyncSession, now: datetime) -> int:
    """Remind people of bookmarked postings that close in three days or tomorrow, once a day. Returns how many people.

    A posting bookmarked after noon gets no reminder the same day, because the student has just seen it.
    """
    firing = bookmark.firing(now)
    due = await due_now(session, now)
    if firing is None or not due:
        return 0
    notice = Notice(
        PushKind.REMINDER,
        DUE,
        key=_key(firing),
        values=Deadlines(deadlines=firing.deadlines).dump(),
        not_after=firing.not_after,
    )
    await pushing.to_people(
        session,
        notice,
        list(due),
        now,
        own_values={person: Closing(postings=tuple(found)).dump() for person, found in due.items()},
    )
    return len(due)


async def still_due(session: AsyncSession, push: Push, delivery: Delivery, now: datetime) -> list[int]:
    """Return the postings of a reminder that are still open and bookmarked, and for which the student has not applied.

    The list is empty if the student is paused or settled.
    """
    deadlines = Deadlines.of(push.values).deadlines
    found = await bookmarks.due(session, deadlines, now, push.created_at, delivery.person_id)
    return [each for each in Closing.of(delivery.values).postings if each in found.get(delivery.person_id, [])]


async def reminder(session: AsyncSession, push: Push, delivery: Delivery, now: datetime) -> Shown:
    """Return the values of a reminder's message. ``due`` contains (days left, bookmarked posting), by closing day."""
    holds = set(await still_due(session, push, delivery, now))
    today = now.astimezone(SHANGHAI).date()
    found = [each for each in await mine(session, delivery.person_id, now) if each.posting.id in holds]
    return Shown({"due": [((each.closes - today).days, each) for each in found if each.closes]})


COMPOSERS: dict[str, Composer] = {DUE: reminder}

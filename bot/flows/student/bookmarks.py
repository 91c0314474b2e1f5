"""收藏: postings that a student keeps for later, and the word before they close."""

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
    """The kept postings that a reminder tells its reader of."""

    postings: tuple[int, ...]


async def toggle(session: AsyncSession, person_id: int, posting_id: int, now: datetime) -> bool:
    """Keep an open posting, or let one go; whether it is kept now. Raises NotFound for what is not open."""
    if await bookmarks.drop(session, person_id, posting_id):
        return False
    if await openings.one(session, posting_id, now) is None:
        raise NotFound("这个岗位")
    await bookmarks.add(session, person_id, posting_id, now)
    return True


async def let_go(session: AsyncSession, person_id: int, posting_id: int) -> None:
    """Kept no longer, open or not. A repeat changes nothing."""
    await bookmarks.drop(session, person_id, posting_id)


async def kept(session: AsyncSession, person_id: int, posting_ids: Sequence[int]) -> set[int]:
    """Those of the postings that the person keeps."""
    return await bookmarks.among(session, person_id, posting_ids)


async def mine(session: AsyncSession, person_id: int, now: datetime) -> list[Kept]:
    """All that a student keeps: what closes first comes first, what is closed last."""
    return await bookmarks.of(session, person_id, now)


async def due_now(session: AsyncSession, now: datetime) -> dict[int, list[int]]:
    """person → what he is to be reminded of today; nobody before noon, and nobody twice."""
    firing = bookmark.firing(now)
    if firing is None or await pushes.by_key(session, _key(firing)) is not None:
        return {}
    return await bookmarks.due(session, firing.deadlines, now, firing.noon)


def _key(firing: Firing) -> str:
    return f"due:{firing.day.isoformat()}"


async def remind(session: AsyncSession, now: datetime) -> int:
    """The day's word of what closes in three days or tomorrow, one message a person, once. Returns to how many.

    What was kept after noon is not reminded of the same day: it has just been read.
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
    """What of a reminder still holds: open, not applied for, kept yet, its reader neither paused nor settled."""
    deadlines = Deadlines.of(push.values).deadlines
    found = await bookmarks.due(session, deadlines, now, push.created_at, delivery.person_id)
    return [each for each in Closing.of(delivery.values).postings if each in found.get(delivery.person_id, [])]


async def reminder(session: AsyncSession, push: Push, delivery: Delivery, now: datetime) -> Shown:
    """The message of a reminder: (days left, kept posting), what closes first comes first."""
    holds = set(await still_due(session, push, delivery, now))
    today = now.astimezone(SHANGHAI).date()
    found = [each for each in await mine(session, delivery.person_id, now) if each.posting.id in holds]
    return Shown({"due": [((each.closes - today).days, each) for each in found if each.closes]})


COMPOSERS: dict[str, Composer] = {DUE: reminder}

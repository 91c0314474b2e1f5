"""The message of a digest. It shows the current state of the rows that it carries, so that a recalled one is marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import State
from bot.flows.delivery.compose import Composer, Shown
from bot.flows.student.digest import TEMPLATE
from bot.flows.wishes import aging
from bot.store.student import digests, interests
from bot.store.tables import Announcement, Delivery, Employer, Posting, Push


@dataclass(frozen=True)
class Entry:
    """An announcement in a digest: only the postings that fit, best first, and the student's mark."""

    number: int
    delivery: int
    announcement: Announcement
    employer: Employer
    postings: Sequence[Posting]
    reasons: Sequence[str]
    fits: bool
    """False if none of its postings fits any more after a correction."""
    mark: str
    recalled: bool


async def message(session: AsyncSession, push: Push, delivery: Delivery, now: datetime) -> Shown:
    """Return the values of a digest's message: its entries, and the question about old wishes if it asks one."""
    return Shown(
        {
            "entries": await _entries(session, delivery),
            "wished": await digests.has_wishes(session, delivery.person_id),
            **await aging.question(session, delivery),
        }
    )


async def _entries(session: AsyncSession, delivery: Delivery) -> list[Entry]:
    found = await digests.entries(session, delivery.id)
    ids = [posting for each, _, _ in found for posting in each.told.postings]
    known = await digests.postings(session, ids)
    marks = await interests.marks(session, delivery.person_id, ids)
    entries = []
    for number, (each, announcement, employer) in enumerate(found, start=1):
        told = each.told
        entries.append(
            Entry(
                number=number,
                delivery=each.id,
                announcement=announcement,
                employer=employer,
                postings=[known[posting] for posting in told.postings if posting in known],
                reasons=told.rows[0].reasons if told.rows else (),
                fits=told.still,
                mark=next((marks[posting] for posting in told.postings if posting in marks), ""),
                recalled=each.state == State.RECALLED or announcement.recalled_at is not None,
            )
        )
    return entries


COMPOSERS: dict[str, Composer] = {TEMPLATE: message}

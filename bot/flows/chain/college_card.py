"""The card of one announcement that waits for a college to pass it on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.chain.chain import RungState
from bot.store.chain import chain as rungs
from bot.store.chain.chain import ClassShare
from bot.store.postings import postings
from bot.store.tables import Announcement, Posting, Push, Rung, Unit


@dataclass(frozen=True)
class Card:
    """A college's rung with its push, and the classes that have matched students.

    Each class has the number of its matched students and the number of those without the bot.
    """

    rung: Rung
    push: Push
    unit: Unit
    classes: Sequence[ClassShare]
    postings: Sequence[Posting]
    """The postings that fit at least one student of the college."""
    closes: date | None

    @property
    def matched(self) -> int:
        return sum(share.matched for share in self.classes)

    @property
    def without_bot(self) -> int:
        return sum(share.without_bot for share in self.classes)

    @property
    def is_open(self) -> bool:
        return self.rung.state in (RungState.OPEN, RungState.HELD)


async def card_of(session: AsyncSession, rung: Rung) -> Card:
    push = await session.get_one(Push, rung.push_id)
    unit = await session.get_one(Unit, rung.unit_id)
    shares = await rungs.class_shares(session, rung.push_id, rung.unit_id)
    announcement = await session.get(Announcement, push.announcement_id) if push.announcement_id else None
    if announcement is None:
        return Card(rung, push, unit, shares, (), None)
    fitting = {each for share in shares for each in await rungs.posting_ids(session, push.id, share.unit_id)}
    shown = [each for each in await postings.postings_of(session, announcement.id) if each.id in fitting]
    return Card(rung, push, unit, shares, shown, announcement.deadline)


def card_values(card: Card) -> dict[str, Any]:
    """Return the card as plain values that can be saved on a delivery row until it is sent."""
    deadline = card.rung.deadline
    held_until = card.rung.held_until
    return {
        "rung": card.rung.id,
        "college": card.unit.id,
        "title": card.push.title,
        "unit": card.unit.name,
        "state": card.rung.state.value,
        "matched": card.matched,
        "without_bot": card.without_bot,
        "classes": [
            [share.name, share.matched, share.without_bot, share.unit_id in card.rung.passed_classes]
            for share in card.classes
        ],
        "postings": [[each.title, each.salary_text, each.regions_text] for each in card.postings],
        "closes": card.closes.isoformat() if card.closes else None,
        "deadline": deadline.isoformat() if deadline else None,
        "held_until": held_until.isoformat() if held_until else None,
        "note": card.rung.note,
        "urgent": card.push.urgent,
    }

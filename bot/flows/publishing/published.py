"""A published announcement as the office sees it: its state, its ledger, and how many messages a change has edited."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import Ledger
from bot.domain.errors import NotFound
from bot.flows.delivery import progress
from bot.flows.delivery.progress import Progress
from bot.store.delivery import ledgers, pushes
from bot.store.postings import announcements, changes, postings
from bot.store.postings.announcements import IN_PUBLIC
from bot.store.postings.changes import Mending
from bot.store.postings.postings import Whole
from bot.store.tables import Change, Push


@dataclass(frozen=True)
class Card:
    whole: Whole
    push: Push | None
    ledger: Ledger | None
    wanting: int
    change: Change | None
    """The latest change."""
    earlier: int
    """The number of changes before the latest one."""
    mending: Mending
    recalled: Progress | None
    """How far the message about the recall has come; None if nothing was recalled."""

    @property
    def edited(self) -> int:
        """The number of messages that have been edited for the latest change."""
        if self.change is None:
            return 0
        return max(0, self.change.to_edit - self.mending.left - self.mending.lost)

    def took(self, now: datetime) -> int:
        """Return the seconds from the latest change to its last edit.

        If the edits are not finished, return the seconds up to ``now``.
        """
        if self.change is None:
            return 0
        return int(((self.change.done_at or now) - self.change.at).total_seconds())


async def card(session: AsyncSession, announcement_id: int, now: datetime) -> Card:
    """Return the card. Raises NotFound if the announcement was never published."""
    whole = await postings.whole(session, announcement_id)
    if whole is None or whole.announcement.state not in IN_PUBLIC:
        raise NotFound("announcement_published")
    found = await announcements.pushes(session, announcement_id)
    push = found[-1] if found else None
    made = await changes.of(session, announcement_id)
    told = await pushes.by_key(session, f"recall:{announcement_id}")
    return Card(
        whole,
        push,
        await ledgers.ledger_of(session, push.id) if push else None,
        len(await announcements.wanting(session, announcement_id)),
        made[0] if made else None,
        max(0, len(made) - 1),
        await changes.mending(session, announcement_id),
        await progress.of(session, told, now) if told else None,
    )

"""The office decides on each announcement: it approves it, returns it with a reason, or undoes a decision."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.push import PushKind
from bot.domain.errors import MustBeEdited, NotFound, ReasonNeeded, Stale
from bot.domain.postings import posting as drafts
from bot.domain.postings.announcement import MOVES, AnnouncementState
from bot.domain.postings.posting import Field
from bot.domain.postings.screening import Action
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store.postings import announcements, postings
from bot.store.postings.postings import Whole
from bot.store.tables import Announcement, FindingRow, Person

SEEN = 8
"""The number of characters of the content hash in the data of a button.

The bot compares them, so that a press on a card with older content is refused.
"""


@dataclass(frozen=True)
class Overview:
    """The numbers of announcements in each state."""

    counts: Mapping[AnnouncementState, int]
    unflagged: int
    """The number of announcements that wait for review and have no finding."""


@dataclass(frozen=True)
class Card:
    """An announcement as the office sees it before the decision."""

    whole: Whole
    submitter: str | None
    verdict: Action | None
    """The strictest action among the findings; None if there are no findings."""
    earlier: int | None = None
    later: int | None = None
    """The ids of the previous (``earlier``) and the next announcement that wait for review, for the page buttons."""

    @property
    def unread(self) -> list[tuple[str, str]]:
        """(label of the field, text) of each cell that was not understood."""
        return [(drafts.label(Field(name)), text) for each in self.whole.postings for name, text in each.unparsed]

    @property
    def seen(self) -> str:
        """The start of the content hash, for the data of this card's buttons."""
        return self.whole.announcement.content_hash[:SEEN]


async def overview(session: AsyncSession) -> Overview:
    return Overview(await postings.counts(session), await postings.count_unflagged(session))


async def card(session: AsyncSession, announcement_id: int) -> Card:
    """The card of an announcement. Raises NotFound."""
    return await _card(session, await _found(session, announcement_id))


async def approve(
    session: AsyncSession, announcement_id: int, seen: str, by: int, now: datetime, reason: str = ""
) -> Card:
    """Approve the content that the card showed. Only content with this hash may be sent.

    Raises Stale if the content or the state changed since the card was shown, and MustBeEdited if a finding blocks.
    Raises ReasonNeeded if a finding needs a review and no reason is given.
    """
    whole = await _waiting(session, announcement_id, seen, AnnouncementState.APPROVED)
    allow(whole, by, now, reason)
    return await _card(session, whole)


def allow(whole: Whole, by: int, now: datetime, reason: str) -> None:
    """Approve an announcement. The caller must check that it waits for review and has not changed.

    Raises MustBeEdited if a finding blocks, and ReasonNeeded if a finding needs a review and no reason is given.
    """
    verdict = strictest(whole.findings)
    if verdict is Action.BLOCK:
        raise MustBeEdited
    if verdict is Action.REVIEW and not reason.strip():
        raise ReasonNeeded
    announcement = whole.announcement
    announcement.approved_hash = announcement.content_hash
    _decide(announcement, AnnouncementState.APPROVED, by, now, reason)


async def send_back(
    session: AsyncSession, announcement_id: int, seen: str, by: int, now: datetime, reason: str
) -> Card:
    """Return the announcement with a reason and notify its sender. Raises Stale, ReasonNeeded, NotFound."""
    whole = await _waiting(session, announcement_id, seen, AnnouncementState.REJECTED)
    refuse(whole, by, now, reason)
    await tell_returned(session, [whole], by, now)
    return await _card(session, whole)


def refuse(whole: Whole, by: int, now: datetime, reason: str) -> None:
    """Return the announcement without a notification.

    A caller that returns many announcements then notifies each sender only once. Raises ReasonNeeded.
    """
    if not reason.strip():
        raise ReasonNeeded
    _decide(whole.announcement, AnnouncementState.REJECTED, by, now, reason)


async def tell_returned(session: AsyncSession, returned: Sequence[Whole], by: int, now: datetime) -> None:
    """Enqueue one message for each sender, with all their returned announcements and the reasons.

    No message is sent for announcements without a sender, or for announcements whose sender is ``by``.
    """
    senders: dict[int, list[Whole]] = {}
    for whole in returned:
        if whole.announcement.submitted_by not in (None, by):
            senders.setdefault(whole.announcement.submitted_by or 0, []).append(whole)
    for sender, theirs in senders.items():
        notice = Notice(
            PushKind.RECORD,
            "review/returned",
            key=f"returned:{sender}:{theirs[0].announcement.id}:{now.isoformat()}",
            values={
                "items": [
                    {
                        "id": each.announcement.id,
                        "title": each.announcement.title,
                        "employer": each.employer.name,
                        "reason": each.announcement.decision_reason,
                    }
                    for each in theirs
                ]
            },
            created_by=by,
        )
        await pushing.to_people(session, notice, [sender], now)


async def undo(session: AsyncSession, announcement_id: int, by: int, now: datetime) -> Card:
    """Undo a decision, so that the announcement waits for review again.

    Raises NotFound, and Stale if the announcement is undecided or published.
    """
    whole = await _found(session, announcement_id, lock=True)
    if AnnouncementState.REVIEW not in MOVES[whole.announcement.state]:
        raise Stale
    whole.announcement.approved_hash = None
    _decide(whole.announcement, AnnouncementState.REVIEW, by, now, "")
    return await _card(session, whole)


async def approve_unflagged(session: AsyncSession, expected: int, by: int, now: datetime) -> int:
    """Approve all announcements that wait for review and have no finding, and return their number.

    Raises Stale if the number is 0 or differs from ``expected``.
    """
    if await postings.count_unflagged(session) != expected or not expected:
        raise Stale
    await postings.approve_unflagged(session, by, now)
    return expected


def strictest(findings: Iterable[FindingRow]) -> Action | None:
    """The strictest action among stored findings; None if there are no findings."""
    return min((Action(row.action) for row in findings), key=list(Action).index, default=None)


async def _found(session: AsyncSession, announcement_id: int, *, lock: bool = False) -> Whole:
    whole = await postings.whole(session, announcement_id, lock=lock)
    if whole is None:
        raise NotFound("announcement")
    return whole


async def _waiting(session: AsyncSession, announcement_id: int, seen: str, then: AnnouncementState) -> Whole:
    """The announcement, with its row locked.

    Raises Stale if its content changed since it was shown, or if its state may not change to ``then``.
    """
    whole = await _found(session, announcement_id, lock=True)
    screened = whole.announcement.content_hash
    if seen != screened[:SEEN] or screened != whole.hash_now or then not in MOVES[whole.announcement.state]:
        raise Stale
    return whole


def _decide(announcement: Announcement, state: AnnouncementState, by: int, now: datetime, reason: str) -> None:
    announcement.state = state
    announcement.decided_by, announcement.decided_at = by, now
    announcement.decision_reason = reason.strip()


async def _card(session: AsyncSession, whole: Whole) -> Card:
    submitter = whole.announcement.submitted_by
    person = await session.get(Person, submitter) if submitter is not None else None
    earlier, later = await announcements.neighbours(session, whole.announcement.id)
    return Card(whole, person.name if person else None, strictest(whole.findings), earlier, later)

"""The office decides on each announcement: approve it, return it with a reason, or undo a decision."""

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
"""Characters of the content hash that a button carries, so that a press on a card of older content is refused."""


@dataclass(frozen=True)
class Overview:
    """The numbers of announcements by state."""

    counts: Mapping[AnnouncementState, int]
    unflagged: int
    """The number that wait for review and have no finding."""


@dataclass(frozen=True)
class Card:
    """An announcement as the office sees it before deciding."""

    whole: Whole
    submitter: str | None
    verdict: Action | None
    """The strictest action among the findings; None without findings."""
    earlier: int | None = None
    later: int | None = None
    """The announcements that wait for review before and after this one, for the buttons that turn pages."""

    @property
    def unread(self) -> list[tuple[str, str]]:
        """(label of the field, text) of every cell that was not understood."""
        return [(drafts.label(Field(name)), text) for each in self.whole.postings for name, text in each.unparsed]

    @property
    def seen(self) -> str:
        """The hash prefix that the buttons of this card carry."""
        return self.whole.announcement.content_hash[:SEEN]


async def overview(session: AsyncSession) -> Overview:
    return Overview(await postings.counts(session), await postings.count_unflagged(session))


async def card(session: AsyncSession, announcement_id: int) -> Card:
    """Raises NotFound."""
    return await _card(session, await _found(session, announcement_id))


async def approve(
    session: AsyncSession, announcement_id: int, seen: str, by: int, now: datetime, reason: str = ""
) -> Card:
    """Approve the content that the card showed; only content with this hash may be sent.

    Raises Stale when content or state are not what the card showed, MustBeEdited for a blocking finding, and
    ReasonNeeded when a finding asks for review and no reason is given.
    """
    whole = await _waiting(session, announcement_id, seen, AnnouncementState.APPROVED)
    allow(whole, by, now, reason)
    return await _card(session, whole)


def allow(whole: Whole, by: int, now: datetime, reason: str) -> None:
    """Approve an announcement whose caller has checked that it waits for review and has not changed.

    Raises MustBeEdited, ReasonNeeded.
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
    """Return the announcement with a reason and tell its sender. Raises Stale, ReasonNeeded, NotFound."""
    whole = await _waiting(session, announcement_id, seen, AnnouncementState.REJECTED)
    refuse(whole, by, now, reason)
    await tell_returned(session, [whole], by, now)
    return await _card(session, whole)


def refuse(whole: Whole, by: int, now: datetime, reason: str) -> None:
    """Return the announcement but tell nobody yet, so that a caller that returns many tells each sender once.

    Raises ReasonNeeded.
    """
    if not reason.strip():
        raise ReasonNeeded
    _decide(whole.announcement, AnnouncementState.REJECTED, by, now, reason)


async def tell_returned(session: AsyncSession, returned: Sequence[Whole], by: int, now: datetime) -> None:
    """Enqueue one message for each sender, with all that they get back and the reasons.

    Nothing is sent for announcements that nobody or the decider (``by``) submitted.
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
    """Undo a decision: the announcement waits for review again.

    Raises NotFound, and Stale for an announcement that is undecided or published.
    """
    whole = await _found(session, announcement_id, lock=True)
    if AnnouncementState.REVIEW not in MOVES[whole.announcement.state]:
        raise Stale
    whole.announcement.approved_hash = None
    _decide(whole.announcement, AnnouncementState.REVIEW, by, now, "")
    return await _card(session, whole)


async def approve_unflagged(session: AsyncSession, expected: int, by: int, now: datetime) -> int:
    """Approve all that wait and have no finding; returns their number. Raises Stale if it is 0 or not ``expected``."""
    if await postings.count_unflagged(session) != expected or not expected:
        raise Stale
    await postings.approve_unflagged(session, by, now)
    return expected


def strictest(findings: Iterable[FindingRow]) -> Action | None:
    """The strictest action among stored findings; None without findings."""
    return min((Action(row.action) for row in findings), key=list(Action).index, default=None)


async def _found(session: AsyncSession, announcement_id: int, *, lock: bool = False) -> Whole:
    whole = await postings.whole(session, announcement_id, lock=lock)
    if whole is None:
        raise NotFound("这条公告")
    return whole


async def _waiting(session: AsyncSession, announcement_id: int, seen: str, then: AnnouncementState) -> Whole:
    """The locked announcement. Raises Stale if its content is not what was shown, or if it may not move to ``then``."""
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

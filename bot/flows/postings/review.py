"""A person of the office decides what may be published: approve, return with a reason, take it back."""

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
"""How much of the content's hash a button carries: a card of older content is refused."""


@dataclass(frozen=True)
class Overview:
    counts: Mapping[AnnouncementState, int]
    unflagged: int
    """Waiting, and screening found nothing."""


@dataclass(frozen=True)
class Card:
    """What the office sees before it decides."""

    whole: Whole
    submitter: str | None
    verdict: Action | None
    """The strictest of the findings."""
    earlier: int | None = None
    later: int | None = None
    """What waits for review before and after it."""

    @property
    def unread(self) -> list[tuple[str, str]]:
        """(field, words) of every cell that nobody understood."""
        return [(drafts.label(Field(name)), text) for each in self.whole.postings for name, text in each.unparsed]

    @property
    def seen(self) -> str:
        return self.whole.announcement.content_hash[:SEEN]


async def overview(session: AsyncSession) -> Overview:
    return Overview(await postings.counts(session), await postings.count_unflagged(session))


async def card(session: AsyncSession, announcement_id: int) -> Card:
    return await _card(session, await _found(session, announcement_id))


async def approve(
    session: AsyncSession, announcement_id: int, seen: str, by: int, now: datetime, reason: str = ""
) -> Card:
    """Fix what was seen as what may be sent.

    Raises Stale when content or state is not what the card showed, MustBeEdited for a blocking finding,
    ReasonNeeded when a finding asks for review and no reason is given.
    """
    whole = await _waiting(session, announcement_id, seen, AnnouncementState.APPROVED)
    allow(whole, by, now, reason)
    return await _card(session, whole)


def allow(whole: Whole, by: int, now: datetime, reason: str) -> None:
    """What ``approve`` does to an announcement that its caller knows to wait, unchanged since it was seen."""
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
    """Return it with a reason; who submitted it is told. Raises Stale, ReasonNeeded."""
    whole = await _waiting(session, announcement_id, seen, AnnouncementState.REJECTED)
    refuse(whole, by, now, reason)
    await tell_returned(session, [whole], by, now)
    return await _card(session, whole)


def refuse(whole: Whole, by: int, now: datetime, reason: str) -> None:
    """Return it and tell nobody yet: who returns many at once tells each sender once."""
    if not reason.strip():
        raise ReasonNeeded
    _decide(whole.announcement, AnnouncementState.REJECTED, by, now, reason)


async def tell_returned(session: AsyncSession, returned: Sequence[Whole], by: int, now: datetime) -> None:
    """One message to each sender with what came back and why."""
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
    """Take a decision back while nothing is published: it waits for review again."""
    whole = await _found(session, announcement_id, lock=True)
    if AnnouncementState.REVIEW not in MOVES[whole.announcement.state]:
        raise Stale
    whole.announcement.approved_hash = None
    _decide(whole.announcement, AnnouncementState.REVIEW, by, now, "")
    return await _card(session, whole)


async def approve_unflagged(session: AsyncSession, expected: int, by: int, now: datetime) -> int:
    """Approve all that waits and has no finding. Raises Stale when they are not as many as was shown."""
    if await postings.count_unflagged(session) != expected or not expected:
        raise Stale
    await postings.approve_unflagged(session, by, now)
    return expected


def strictest(findings: Iterable[FindingRow]) -> Action | None:
    """The strictest action among stored findings."""
    return min((Action(row.action) for row in findings), key=list(Action).index, default=None)


async def _found(session: AsyncSession, announcement_id: int, *, lock: bool = False) -> Whole:
    whole = await postings.whole(session, announcement_id, lock=lock)
    if whole is None:
        raise NotFound("这条公告")
    return whole


async def _waiting(session: AsyncSession, announcement_id: int, seen: str, then: AnnouncementState) -> Whole:
    """The announcement of a card, if it still is what was shown and screened, and may move ``then``."""
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

"""Publish an approved announcement: make a push with a row for each person that it fits and a rung for each college
concerned."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.chain import chain
from bot.domain.chain.chain import Release
from bot.domain.delivery.push import PushKind
from bot.domain.errors import (
    AlreadyDone,
    ChangedSinceApproval,
    NotApproved,
    NotFound,
    PastDeadline,
)
from bot.domain.people import UnitKind
from bot.domain.postings.announcement import AnnouncementState
from bot.flows.matching import fitting
from bot.flows.matching.fitting import Fits
from bot.flows.publishing import enrol
from bot.store import choices
from bot.store.delivery import pushes
from bot.store.postings import postings
from bot.store.postings.postings import Whole
from bot.store.tables import Announcement, Posting, Push, Unit

URGENT = timedelta(hours=48)


@dataclass(frozen=True)
class CollegeShare:
    name: str
    matched: int
    without_bot: int


@dataclass(frozen=True)
class Preview:
    """An announcement, and the number of people that publishing it would reach."""

    whole: Whole
    colleges: Sequence[CollegeShare]
    opted_out: int
    by_major_only: int
    release: Release
    urgent: bool
    deadline: datetime
    """When the posting goes on by itself if a college does nothing, if it is published now."""

    @property
    def matched(self) -> int:
        return sum(college.matched for college in self.colleges)

    @property
    def without_bot(self) -> int:
        return sum(college.without_bot for college in self.colleges)

    @property
    def everybody(self) -> int:
        """The number of the push's rows: students matched by their wishes, and those who fit by major only."""
        return self.matched + self.by_major_only


async def preview(session: AsyncSession, announcement_id: int, now: datetime) -> Preview:
    """Return the number of people that an announcement fits, by college. Raises the errors of ``publishable``."""
    whole = await publishable(session, announcement_id, now)
    return await previewed(session, whole, await _fits(session, whole), now)


async def previewed(session: AsyncSession, whole: Whole, found: Fits, now: datetime) -> Preview:
    """Return the preview of an announcement that was matched already. ``found`` is the result of the matching."""
    reach = await pushes.reachable(session)
    matched = Counter(fit.candidate.college_id for fit in found.fits)
    without = Counter(fit.candidate.college_id for fit in found.fits if fit.candidate.graduate.person_id not in reach)
    names = {unit: (await session.get_one(Unit, unit)).name for unit in matched}
    return Preview(
        whole=whole,
        colleges=[CollegeShare(names[unit], n, without[unit]) for unit, n in matched.most_common()],
        opted_out=sum(fit.candidate.opted_out for fit in found.fits),
        by_major_only=len(found.by_major),
        release=await choices.release(session),
        urgent=is_urgent(whole.announcement, now),
        deadline=await college_deadline(session, closes_at(whole.announcement), now),
    )


async def college_deadline(session: AsyncSession, closes: datetime | None, now: datetime) -> datetime:
    """Return when a silent college is bypassed, for an announcement published now that closes at ``closes``."""
    urgent = _is_soon(closes, now)
    return chain.deadline_before(closes, UnitKind.COLLEGE, now, urgent, *await choices.calendar(session))


async def publish(
    session: AsyncSession,
    announcement_id: int,
    now: datetime,
    by: int | None = None,
    release: Release | None = None,
    found: Fits | None = None,
) -> Push:
    """Make the push of an approved announcement. A repeat returns the existing push.

    An announcement that closes within 48 hours is urgent. Nothing is sent after the deadline. ``found`` contains the
    people that the announcement fits, if the caller has matched it already. Raises the errors of ``publishable``.
    """
    announcement = await session.get(Announcement, announcement_id, with_for_update=True)
    if announcement is not None and announcement.state == AnnouncementState.PUBLISHED:
        existing = await pushes.by_key(session, _key(announcement))
        if existing is not None:
            return existing
    whole = await publishable(session, announcement_id, now)
    push = Push(
        kind=PushKind.POSTING,
        key=_key(whole.announcement),
        title=f"{whole.employer.name}：{whole.announcement.title}",
        template="student/posting",
        announcement_id=announcement_id,
        release=release or await choices.release(session),
        urgent=is_urgent(whole.announcement, now),
        not_after=closes_at(whole.announcement),
        created_by=by,
        created_at=now,
    )
    session.add(push)
    await session.flush()
    await enrol.enrol(session, push, (found or await _fits(session, whole)).everybody, now)
    whole.announcement.state = AnnouncementState.PUBLISHED
    return push


async def announcement_of(session: AsyncSession, posting_id: int) -> int:
    """Return the id of the announcement that a posting belongs to. Raises NotFound."""
    posting = await session.get(Posting, posting_id)
    if posting is None:
        raise NotFound("posting_number", posting_id)
    return posting.announcement_id


def closes_at(announcement: Announcement) -> datetime | None:
    """Return the end of the deadline's day in Shanghai, in UTC. Returns None if there is no deadline."""
    if announcement.deadline is None:
        return None
    return datetime.combine(announcement.deadline, time.max, SHANGHAI).astimezone(UTC)


def is_urgent(announcement: Announcement, now: datetime) -> bool:
    return _is_soon(closes_at(announcement), now)


def _is_soon(closes: datetime | None, now: datetime) -> bool:
    return closes is not None and closes - now <= URGENT


def _key(announcement: Announcement) -> str:
    return f"announcement:{announcement.id}:{(announcement.approved_hash or '')[:16]}"


async def publishable(session: AsyncSession, announcement_id: int, now: datetime) -> Whole:
    """Return the announcement with its postings, if it may be published now.

    Raises NotFound, NotApproved and PastDeadline. Raises AlreadyDone if it is published, recalled or closed. Raises
    ChangedSinceApproval if its content is not the approved content.
    """
    whole = await postings.whole(session, announcement_id)
    if whole is None:
        raise NotFound("announcement")
    match whole.announcement.state:
        case AnnouncementState.REVIEW | AnnouncementState.REJECTED:
            raise NotApproved
        case AnnouncementState.PUBLISHED:
            raise AlreadyDone("published")
        case AnnouncementState.RECALLED | AnnouncementState.CLOSED:
            raise AlreadyDone("closed")
    if not whole.announcement.approved_hash == whole.announcement.content_hash == whole.hash_now:
        raise ChangedSinceApproval
    closing = closes_at(whole.announcement)
    if closing is not None and closing < now:
        raise PastDeadline
    return whole


async def _fits(session: AsyncSession, whole: Whole) -> Fits:
    return await fitting.of_openings(session, [postings.opening(posting) for posting in whole.postings])

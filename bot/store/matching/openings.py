"""Open postings for matching and for a student's search, thousands in one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.delivery import DELIVERED
from bot.domain.delivery.push import PushKind
from bot.domain.matching.matching import Opening
from bot.domain.matching.search import Filters
from bot.domain.postings.announcement import AnnouncementState
from bot.store.postings.postings import MATCHED, is_open, opening_of, with_employers
from bot.store.tables import Announcement, Delivery, Employer, Posting, Push

ONCE_OPEN = (AnnouncementState.PUBLISHED, AnnouncementState.CLOSED, AnnouncementState.RECALLED)
NEWEST = 20_000
_ESCAPE = "\\"


@dataclass(frozen=True)
class Place:
    """The places of a posting that a search found. The rules of matching compare them."""

    id: int
    regions: frozenset[str]
    anywhere: bool


def was_open(now: datetime) -> ColumnElement[bool]:
    """Build the condition that a posting was published and is no longer open. The query must join posting and
    announcement.
    """
    return and_(col(Announcement.state).in_(ONCE_OPEN), not_(func.coalesce(is_open(now), false())))


async def every(session: AsyncSession, now: datetime) -> list[Opening]:
    """Return every open posting as matching reads it, newest first."""
    rows = await session.execute(
        select(*(col(getattr(Posting, name)) for name in MATCHED))
        .join(Announcement, col(Announcement.id) == col(Posting.announcement_id))
        .where(is_open(now))
        .order_by(col(Posting.id).desc())
    )
    return [opening_of(row) for row in rows.mappings()]


async def one(session: AsyncSession, posting_id: int, now: datetime) -> tuple[Posting, Announcement, Employer] | None:
    """Return an open posting with its announcement and employer, or None."""
    found = await some(session, [posting_id], now)
    return found[0] if found else None


async def story(session: AsyncSession, person_id: int, announcement_id: int) -> Delivery | None:
    """Return the newest delivery that brought the announcement to the person. Without one, return their newest delivery
    of it, or None.
    """
    return await session.scalar(
        select(Delivery)
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .where(
            col(Delivery.person_id) == person_id,
            col(Push.announcement_id) == announcement_id,
            col(Push.kind) == PushKind.POSTING,
        )
        .order_by(col(Delivery.state).in_(DELIVERED).desc(), col(Delivery.id).desc())
        .limit(1)
    )


async def whole(session: AsyncSession, posting_id: int) -> tuple[Posting, Announcement, Employer] | None:
    """Return a posting, open or not, with its announcement and employer, or None."""
    return (await session.execute(with_employers().where(col(Posting.id) == posting_id))).first()


async def some(
    session: AsyncSession, posting_ids: Sequence[int], now: datetime, past: bool = False
) -> list[tuple[Posting, Announcement, Employer]]:
    """Return the open ones of ``posting_ids``, in this order, with announcement and employer.

    With ``past``, return those that were open and no longer are.
    """
    query = with_employers().where(col(Posting.id).in_(posting_ids), was_open(now) if past else is_open(now))
    found = {row[0].id: row for row in await session.execute(query)}
    return [found[each] for each in posting_ids if each in found]


async def search(session: AsyncSession, filters: Filters, now: datetime, past: bool = False) -> list[Place]:
    """Return the open postings that meet every filter except the places.

    With ``past``, return those that were open and no longer are. Postings with the words in their title come first,
    then newer ones.
    """
    conditions = [has_word(word) for word in filters.words]
    if filters.employer_type:
        conditions.append(col(Posting.employer_type) == filters.employer_type)
    if filters.category:
        conditions.append(col(Posting.category) == filters.category)
    if filters.pay:
        open_ended = and_(col(Posting.max_monthly).is_(None), col(Posting.min_monthly).is_not(None))
        conditions.append(or_(col(Posting.max_monthly) >= filters.pay, open_ended))
    rows = await session.execute(
        select(col(Posting.id), col(Posting.regions), col(Posting.anywhere))
        .join(Announcement, col(Announcement.id) == col(Posting.announcement_id))
        .join(Employer, col(Employer.id) == col(Posting.employer_id))
        .where(was_open(now) if past else is_open(now), *conditions)
        .order_by(*(_in_title(word).desc() for word in filters.words), col(Posting.id).desc())
    )
    return [Place(posting, frozenset(regions), anywhere) for posting, regions, anywhere in rows]


async def headings(session: AsyncSession) -> list[tuple[Sequence[str], str]]:
    """Return (titles, employer's name) of the newest postings that are or were open. The bot compares a pasted text
    with them to recognise the posting."""
    rows = await session.execute(
        select(col(Posting.title), col(Posting.titles), col(Employer.name))
        .join(Announcement, col(Announcement.id) == col(Posting.announcement_id))
        .join(Employer, col(Employer.id) == col(Posting.employer_id))
        .where(col(Announcement.state).in_(ONCE_OPEN))
        .order_by(col(Posting.id).desc())
        .limit(NEWEST)
    )
    return [((title, *titles), name) for title, titles, name in rows]


def has_word(word: str) -> ColumnElement[bool]:
    """Build the condition that ``word`` is in the title, the employer's name or the description, in either case."""
    return or_(_in_title(word), _holds(Employer.name, word), _holds(Posting.description, word))


def _in_title(word: str) -> ColumnElement[bool]:
    return _holds(Posting.title, word)


def _holds(text: str, word: str) -> ColumnElement[bool]:
    plain = word.lower()
    for mark in (_ESCAPE, "%", "_"):
        plain = plain.replace(mark, _ESCAPE + mark)
    return func.lower(col(text)).like(f"%{plain}%", escape=_ESCAPE)

"""Match postings with graduates: for a push to everyone, for one student, and for the office's preview."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.values import Told, ToldRow
from bot.domain.errors import NotFound
from bot.domain.matching.index import Index, Openings
from bot.domain.matching.matching import Match, Opening, Reason, Weights, match
from bot.domain.region import HOME_PROVINCE
from bot.store import choices
from bot.store.delivery import pushes
from bot.store.matching import openings as posted
from bot.store.matching import wish_index
from bot.store.postings import postings
from bot.store.tables import Announcement, Employer, Posting
from bot.store.wishes import graduates
from bot.store.wishes.graduates import Candidate

A_PAGE = 5
WORTH_AN_INDEX = 8
"""From this number of openings it is faster to index all graduates than to try each opening with each graduate."""
DEEPEST = 99
"""The last page that is shown, because the cost of a page grows with its number."""


@dataclass(frozen=True)
class Row:
    """One line of a ``Fit``: the id of a posting, how well it fits the graduate, and why."""

    posting: int
    score: int
    reasons: tuple[Reason, ...]

    def told(self) -> ToldRow:
        """The row as it is stored in the values of a delivery."""
        return ToldRow(posting=self.posting, score=self.score, reasons=tuple(str(why) for why in self.reasons))


@dataclass(frozen=True)
class Fit:
    """One graduate, and the postings of one announcement that fit them, best first."""

    candidate: Candidate
    rows: tuple[Row, ...]

    @property
    def told(self) -> Told:
        """All rows as they are stored in the values of a delivery."""
        return Told(rows=tuple(row.told() for row in self.rows))


@dataclass(frozen=True)
class Fits:
    """All graduates whom one announcement fits.

    ``by_major``: those who have filled in no wish. Only their major is matched, and they only get digests (DESIGN §5).
    """

    fits: tuple[Fit, ...]
    by_major: tuple[Fit, ...]

    @property
    def everybody(self) -> tuple[Fit, ...]:
        return self.fits + self.by_major


@dataclass(frozen=True)
class Fitting:
    """An open posting as one student sees it, with the reasons why it fits. ``Row`` is the same without the texts."""

    posting: Posting
    announcement: Announcement
    employer: Employer
    reasons: tuple[Reason, ...]
    fits: bool = True
    """False: the student looked up a posting that does not fit."""


@dataclass(frozen=True)
class Page:
    """A page of the open postings that fit a student, best first; ``page`` counts from 0, ``total`` is their number."""

    rows: Sequence[Fitting]
    total: int
    page: int
    pages: int


async def weights(session: AsyncSession) -> Weights:
    """The points of a match as the office chose them, else the default ones."""
    chosen: Mapping[str, int] = await choices.get(session, "weights", {})
    return Weights(**chosen)


async def of_openings(
    session: AsyncSession,
    openings: Sequence[Opening],
    province: str = HOME_PROVINCE,
    person_ids: Sequence[int] | None = None,
) -> Fits:
    """The graduates (all, or only ``person_ids``) whom at least one of the openings fits.

    ``province``: the code of the home province, whose postings come first (SEED 15).
    """
    return (await of_several(session, {0: openings}, province, person_ids))[0]


async def of_several(
    session: AsyncSession,
    announced: Mapping[int, Sequence[Opening]],
    province: str = HOME_PROVINCE,
    person_ids: Sequence[int] | None = None,
) -> dict[int, Fits]:
    """``of_openings`` for several announcements, reading each graduate only once. ``announced``: any key → openings."""
    points = await weights(session)
    every = [opening for openings in announced.values() for opening in openings]
    likely = wish_index.likely(session, every) if person_ids is None else graduates.candidates(session, person_ids)
    candidates = await likely
    may_fit = await asyncio.to_thread(_may_fit, every, candidates) if len(every) >= WORTH_AN_INDEX else None
    found: dict[int, Fits] = {}
    for key, openings in announced.items():
        fits: list[Fit] = []
        by_major: list[Fit] = []
        eligible = any(
            opening.policy for opening in openings
        )  # a policy post asks for no wish, so a graduate without wishes counts as a full fit
        for candidate in candidates:
            matches = _matches(openings, candidate, points, province, may_fit)
            if matches:
                wished = candidate.graduate.wishes.filled or eligible
                (fits if wished else by_major).append(Fit(candidate, _ranked(matches)))
        found[key] = Fits(tuple(fits), tuple(by_major))
        await asyncio.sleep(0)  # let other tasks run
    return found


async def by_number(session: AsyncSession, posting_id: int) -> dict[str, tuple[Reason, ...]]:
    """student number → reasons, for all graduates in ``Fits.fits`` of one posting, in the order of the numbers.

    The posting need not be approved. Raises NotFound.
    """
    found = await of_openings(session, [await _opening(session, posting_id)])
    numbers = await graduates.numbers(session)
    return dict(sorted((numbers[fit.candidate.graduate.person_id], fit.rows[0].reasons) for fit in found.fits))


async def foremost(
    session: AsyncSession, posting_id: int, most: int, province: str = HOME_PROVINCE
) -> list[tuple[str, Match]]:
    """(student number, match) of the ``most`` graduates whom a posting fits best, best first.

    Graduates without wishes, who match by major only, are included. Raises NotFound.
    """
    opening, points = await _opening(session, posting_id), await weights(session)
    candidates = await wish_index.foremost(session, opening, points, province, most)
    tried = ((each.graduate.person_id, match(opening, each.graduate, points, province)) for each in candidates)
    found = [(person, result) for person, result in tried if isinstance(result, Match)]
    found.sort(key=lambda each: (-each[1].score, each[0]))
    numbers = await graduates.numbers(session)
    return [(numbers[person], result) for person, result in found[:most]]


async def _opening(session: AsyncSession, posting_id: int) -> Opening:
    posting = await session.get(Posting, posting_id)
    if posting is None:
        raise NotFound(f"岗位 {posting_id}")
    return postings.opening(posting)


async def three_for(
    session: AsyncSession, person_id: int, now: datetime, limit: int = 3, province: str = HOME_PROVINCE
) -> list[Fitting]:
    """The open postings that fit a student best; for a student without wishes, those that fit their major."""
    return (await best_for(session, person_id, now, limit, province))[1]


async def best_for(
    session: AsyncSession, person_id: int, now: datetime, limit: int = 3, province: str = HOME_PROVINCE
) -> tuple[int, list[Fitting]]:
    """(number of open postings that fit a student, the best ``limit`` of them)."""
    found = await graduates.candidates(session, [person_id])
    if not found:
        return 0, []
    points = await weights(session)
    opened = await posted.every(session, now)
    [best] = Openings(opened, points, province).best_for([found[0].graduate], limit)
    first = [posting for _, posting in best.openings]
    known = {each.id: each for each in opened if each.id in first}
    return best.fitting, [
        Fitting(*whole, _reasons(known[whole[0].id], found[0], points, province))
        for whole in await posted.some(session, first, now)
    ]


async def page_for(session: AsyncSession, person_id: int, page: int, now: datetime) -> Page:
    """A page of the open postings that fit a student; a page past the end gives the last one."""
    at = min(max(page, 0), DEEPEST)
    total, found = await best_for(session, person_id, now, limit=(at + 1) * A_PAGE)
    pages = max(1, -(-total // A_PAGE))
    at = min(at, pages - 1)
    return Page(found[at * A_PAGE : (at + 1) * A_PAGE], total, at, min(pages, DEEPEST + 1))


def _reasons(opening: Opening, candidate: Candidate, points: Weights, province: str) -> tuple[Reason, ...]:
    result = match(opening, candidate.graduate, points, province)
    return result.reasons if isinstance(result, Match) else ()


async def offers(
    session: AsyncSession, person_ids: Sequence[int], now: datetime, province: str = HOME_PROVINCE
) -> dict[int, tuple[int, list[Posting]]]:
    """person → (number of open postings that fit, the best three), for several students at once."""
    offered = Openings(await posted.every(session, now), await weights(session), province)
    found = [candidate.graduate for candidate in await graduates.candidates(session, person_ids)]
    best = list(offered.best_for(found, 3))
    first = sorted({posting for each in best for _, posting in each.openings})
    known = {row[0].id: row[0] for row in await posted.some(session, first, now)}
    return {
        each.person_id: (each.fitting, [known[posting] for _, posting in each.openings if posting in known])
        for each in best
    }


async def one_for(session: AsyncSession, person_id: int, posting_id: int, now: datetime) -> Fitting:
    """One open posting as this student sees it, whether it fits or not.

    Raises NotFound once the posting is closed or withdrawn, and for people who are no graduates.
    """
    found = await graduates.candidates(session, [person_id])
    whole = await posted.one(session, posting_id, now)
    if whole is None or not found:
        raise NotFound("这个岗位")
    result = match(postings.opening(whole[0]), found[0].graduate, await weights(session))
    return Fitting(*whole, result.reasons if isinstance(result, Match) else (), isinstance(result, Match))


async def delivery_of(session: AsyncSession, person_id: int, announcement: Announcement) -> int | None:
    """The delivery of an announcement to a student, whose buttons they may press; None if it did not reach them."""
    return await pushes.delivered_to(session, person_id, announcement.id)


def _may_fit(openings: Iterable[Opening], candidates: Iterable[Candidate]) -> dict[int, frozenset[int]]:
    """opening → the persons whom it may fit, by an index that is built for this call."""
    index = Index(candidate.graduate for candidate in candidates)
    return {opening.id: frozenset(index.match(opening).tolist()) for opening in openings}


def _matches(
    openings: Iterable[Opening],
    candidate: Candidate,
    points: Weights,
    province: str,
    may_fit: Mapping[int, frozenset[int]] | None,
) -> list[tuple[int, Match]]:
    likely = (each for each in openings if may_fit is None or candidate.graduate.person_id in may_fit[each.id])
    tried = ((opening.id, match(opening, candidate.graduate, points, province)) for opening in likely)
    return [(posting_id, result) for posting_id, result in tried if isinstance(result, Match)]


def _ranked(matches: Iterable[tuple[int, Match]]) -> tuple[Row, ...]:
    rows = (Row(posting_id, found.score, found.reasons) for posting_id, found in matches)
    return tuple(sorted(rows, key=lambda row: (-row.score, row.posting)))

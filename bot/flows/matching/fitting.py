"""Find the graduates that postings fit, and the reasons: for a push, the office's preview and the command line.

``own_list`` does the opposite: it finds the open postings that fit one student.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.values import Told, ToldRow
from bot.domain.errors import NotFound
from bot.domain.matching.index import Index
from bot.domain.matching.matching import Match, Opening, Reason, Weights, match
from bot.domain.region import HOME_PROVINCE
from bot.store import choices
from bot.store.matching import wish_index
from bot.store.postings import postings
from bot.store.tables import Posting
from bot.store.wishes import graduates
from bot.store.wishes.graduates import Candidate

WORTH_AN_INDEX = 8
"""With this number of openings or more, building an index of all graduates is faster than matching every pair."""


@dataclass(frozen=True)
class Row:
    """One line of a ``Fit``: the id of a posting, how well it fits the graduate, and the reasons."""

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
    """All graduates that at least one posting of an announcement fits.

    ``by_major`` contains those who have filled in no wish and are matched by major. They get postings only in digests
    (DESIGN §5).
    """

    fits: tuple[Fit, ...]
    by_major: tuple[Fit, ...]

    @property
    def everybody(self) -> tuple[Fit, ...]:
        return self.fits + self.by_major


async def weights(session: AsyncSession) -> Weights:
    """The points of a match as the office chose them, else the default points."""
    chosen: Mapping[str, int] = await choices.get(session, "weights", {})
    return Weights(**chosen)


async def of_openings(
    session: AsyncSession, openings: Sequence[Opening], person_ids: Sequence[int] | None = None
) -> Fits:
    """The graduates that at least one of the openings fits. If ``person_ids`` is None, all graduates are checked."""
    return (await of_several(session, {0: openings}, person_ids))[0]


async def of_several(
    session: AsyncSession, announced: Mapping[int, Sequence[Opening]], person_ids: Sequence[int] | None = None
) -> dict[int, Fits]:
    """``of_openings`` for several announcements. Each graduate is read only once.

    ``announced`` maps a key for each announcement to its openings. The result has the same keys.
    """
    points = await weights(session)
    every = [opening for openings in announced.values() for opening in openings]
    likely = wish_index.likely(session, every) if person_ids is None else graduates.candidates(session, person_ids)
    candidates = await likely
    may_fit = await asyncio.to_thread(_may_fit, every, candidates) if len(every) >= WORTH_AN_INDEX else None
    found: dict[int, Fits] = {}
    for key, openings in announced.items():
        fits: list[Fit] = []
        by_major: list[Fit] = []
        # a policy post needs no wish, so a graduate without wishes counts as a full fit
        eligible = any(opening.policy for opening in openings)
        for candidate in candidates:
            matches = _matches(openings, candidate, points, may_fit)
            if matches:
                wished = candidate.graduate.wishes.filled or eligible
                (fits if wished else by_major).append(Fit(candidate, _ranked(matches)))
        found[key] = Fits(tuple(fits), tuple(by_major))
        await asyncio.sleep(0)  # let other tasks run
    return found


async def by_number(session: AsyncSession, posting_id: int) -> dict[str, tuple[Reason, ...]]:
    """Map student numbers to reasons, for all graduates in ``Fits.fits`` of one posting. The numbers are in order.

    The posting may be unapproved. Raises NotFound.
    """
    found = await of_openings(session, [await _opening(session, posting_id)])
    numbers = await graduates.numbers(session)
    return dict(sorted((numbers[fit.candidate.graduate.person_id], fit.rows[0].reasons) for fit in found.fits))


async def foremost(session: AsyncSession, posting_id: int, most: int) -> list[tuple[str, Match]]:
    """(student number, match) of the graduates that the posting fits best, best first. At most ``most`` are returned.

    Graduates without wishes, who are matched only by major, are included. Raises NotFound.
    """
    opening, points = await _opening(session, posting_id), await weights(session)
    candidates = await wish_index.foremost(session, opening, points, HOME_PROVINCE, most)
    tried = ((each.graduate.person_id, match(opening, each.graduate, points)) for each in candidates)
    found = [(person, result) for person, result in tried if isinstance(result, Match)]
    found.sort(key=lambda each: (-each[1].score, each[0]))
    numbers = await graduates.numbers(session)
    return [(numbers[person], result) for person, result in found[:most]]


async def _opening(session: AsyncSession, posting_id: int) -> Opening:
    posting = await session.get(Posting, posting_id)
    if posting is None:
        raise NotFound("posting_number", posting_id)
    return postings.opening(posting)


def _may_fit(openings: Iterable[Opening], candidates: Iterable[Candidate]) -> dict[int, frozenset[int]]:
    """Map each opening's id to the ids of the persons that it may fit, with an index that is built for this call."""
    index = Index(candidate.graduate for candidate in candidates)
    return {opening.id: frozenset(index.match(opening).tolist()) for opening in openings}


def _matches(
    openings: Iterable[Opening],
    candidate: Candidate,
    points: Weights,
    may_fit: Mapping[int, frozenset[int]] | None,
) -> list[tuple[int, Match]]:
    likely = (each for each in openings if may_fit is None or candidate.graduate.person_id in may_fit[each.id])
    tried = ((opening.id, match(opening, candidate.graduate, points)) for opening in likely)
    return [(posting_id, result) for posting_id, result in tried if isinstance(result, Match)]


def _ranked(matches: Iterable[tuple[int, Match]]) -> tuple[Row, ...]:
    rows = (Row(posting_id, found.score, found.reasons) for posting_id, found in matches)
    return tuple(sorted(rows, key=lambda row: (-row.score, row.posting)))

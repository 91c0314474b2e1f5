"""The reverse query: the best open postings for each of many graduates, as for a digest to the whole school."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.domain import region
from bot.domain.matching.index.offers import Numbers, Offers, Respect, Row
from bot.domain.matching.index.words import Words, slots_of
from bot.domain.matching.scoring import Weights
from bot.domain.wishes.wish import Graduate, Opening

TOGETHER = 4096
"""The number of graduates that are processed at a time, so that their rows stay in the cache."""


class Best(NamedTuple):
    """The best openings for one graduate, and the number of all that fit."""

    person_id: int
    openings: list[tuple[int, int]]
    """Pairs of (score, opening id), the best first. Of two equal scores, the lower id is first."""
    fitting: int


class Openings:
    """A set of open postings that can be matched with any number of graduates."""

    def __init__(self, openings: Sequence[Opening], weights: Weights, province: str) -> None:
        self._openings = sorted(openings, key=lambda each: each.id)
        self._weights = weights
        self._ids = np.array([each.id for each in self._openings], np.int64)
        self._same = np.array([self._always(each, province) for each in self._openings], np.int64)
        self._offers = Offers(self._openings, weights)

    def best_for(self, graduates: Iterable[Graduate], most: int) -> Iterator[Best]:
        """Yield for each graduate, in order, the best openings that fit, at most ``most``."""
        for some in _parts(graduates):
            yield from self._together(some, most)

    def counts(self, graduates: Iterable[Graduate]) -> Iterator[int]:
        """Yield for each graduate, in order, the number of openings that fit. No score is computed, because scores take
        most time.
        """
        for some in _parts(graduates):
            fits = self._fits(some, *self._offers.told_apart(some))
            yield from np.unpackbits(fits.view(np.uint8), axis=1).sum(axis=1, dtype=np.int64).tolist()

    def _always(self, opening: Opening, province: str) -> int:
        home = any(region.is_within(code, province) for code in opening.regions)
        return (self._weights.in_province if home else 0) + (self._weights.policy if opening.policy else 0)

    def _fits(self, graduates: Sequence[Graduate], numbers: Numbers, tables: list[list[Row]]) -> Words:
        fits: Words = tables[0][0][numbers[0]]
        for column, rows in zip(numbers[1:], tables[1:], strict=True):
            fits &= rows[0][column]
        self._offers.mute(graduates, fits)
        return fits

    def _together(self, graduates: Sequence[Graduate], most: int) -> Iterator[Best]:
        numbers, tables = self._offers.told_apart(graduates)
        who, what = _pairs(self._fits(graduates, numbers, tables))
        counts = np.bincount(who, minlength=len(graduates))
        weights = self._weights
        scores = self._same[what] + _looked_up(tables[Respect.MAJORS][1], numbers[Respect.MAJORS][who], what)
        exact, broad = tables[Respect.PLACES][1:]
        scores += weights.region_exact * _marked(exact, who, what) + weights.region_broad * _marked(broad, who, what)
        # an opening that is further behind than this cannot become one of the best
        margin = weights.type_named + weights.category_named + weights.pay_above
        near = _within(scores, who, counts, most, margin)
        who, what, scores = who[near], what[near], scores[near]
        for respect, worth in ((Respect.TYPES, weights.type_named), (Respect.CATEGORIES, weights.category_named)):
            scores += worth * _marked(tables[respect][1], numbers[respect][who], what)
        scores += _looked_up(tables[Respect.PAYS][1], numbers[Respect.PAYS][who], what)
        near = _within(scores, who, counts, most)
        lifts = np.array([weights.lift if each.lifted else 0 for each in graduates], np.int64)
        who = who[near]
        yield from self._picked(graduates, who, what[near], scores[near] + lifts[who], counts, most)

    def _picked(
        self,
        graduates: Sequence[Graduate],
        who: Numbers,
        what: Numbers,
        scores: Numbers,
        fitting: Numbers,
        most: int,
    ) -> Iterator[Best]:
        top = int(scores.max(initial=0))
        for_score, for_what = top.bit_length(), len(self._ids).bit_length()
        # The sort key is one number: graduate, higher score, lower id. Sorting 32 bits is twice as fast as sorting 64.
        narrow = len(graduates).bit_length() + for_score + for_what <= 32
        key = ((who << for_score | (top - scores)) << for_what | what).astype(np.uint32 if narrow else np.int64)
        key.sort()
        counts = np.bincount(who, minlength=len(graduates))
        taken = np.minimum(counts, most)
        firsts = np.cumsum(counts) - counts - (np.cumsum(taken) - taken)
        kept = key[np.repeat(firsts, taken) + np.arange(taken.sum())].astype(np.int64)
        opening = self._ids[kept & ((1 << for_what) - 1)].tolist()
        score = (top - ((kept >> for_what) & ((1 << for_score) - 1))).tolist()
        pairs, at = list(zip(score, opening, strict=True)), 0
        for graduate, count, some in zip(graduates, fitting.tolist(), taken.tolist(), strict=True):
            yield Best(graduate.person_id, pairs[at : at + some], count)
            at += some


def _within(scores: Numbers, who: Numbers, counts: Numbers, most: int, margin: int = 0) -> npt.NDArray[np.bool_]:
    """Return for each score whether it is at most ``margin`` below the ``most``-th best score of its graduate."""
    top = int(scores.max(initial=0))
    below = top - scores
    tally = np.bincount(who * (top + 1) + below, minlength=len(counts) * (top + 1)).reshape(-1, top + 1)
    reached = tally.cumsum(axis=1) >= most
    cut = np.where(reached[:, -1], reached.argmax(axis=1), top) + margin
    found: npt.NDArray[np.bool_] = below <= cut[who]
    return found


def _marked(table: Words, row: Numbers, what: Numbers) -> Numbers:
    """Return 1 for each pair of ``row`` and ``what`` whose bit is set, else 0."""
    found: Numbers = (_looked_up(table, row, what >> 6) >> (what & 63).astype(np.uint64) & np.uint64(1)).astype(
        np.int64
    )
    return found


def _looked_up(table: Row, row: Numbers, column: Numbers) -> Row:
    """Return ``table[row, column]``. Reading a flat table is twice as fast."""
    found: Row = table.ravel().take(row * table.shape[1] + column)
    return found


def _parts(graduates: Iterable[Graduate]) -> Iterator[list[Graduate]]:
    some: list[Graduate] = []
    for graduate in graduates:
        some.append(graduate)
        if len(some) == TOGETHER:
            yield some
            some = []
    if some:
        yield some


def _pairs(fits: Words) -> tuple[Numbers, Numbers]:
    """Return the set bits as two arrays of the same length: indexes of graduates, indexes of openings."""
    who, what = np.divmod(slots_of(fits.ravel()), np.uint32(64 * fits.shape[1]))
    return who.astype(np.int64), what.astype(np.int64)

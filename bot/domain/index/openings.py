"""The other way round: the best open postings for each of many graduates, as for a digest to the whole school."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.domain import region
from bot.domain.index.bits import Words, slots_of
from bot.domain.index.offers import Numbers, Offers, Respect
from bot.domain.scoring import Weights
from bot.domain.wish import Graduate, Opening

TOGETHER = 4096
"""Graduates worked on at a time: their rows of open postings stay in the cache."""


class Best(NamedTuple):
    """What is best for one graduate, best first, and how much fits him in all."""

    person_id: int
    openings: list[tuple[int, int]]
    """(score, opening id); of equals the lower id."""
    fitting: int


class Openings:
    """Some open postings, ready to be held against any number of graduates."""

    def __init__(self, openings: Sequence[Opening], weights: Weights, province: str) -> None:
        self._openings = sorted(openings, key=lambda each: each.id)
        self._weights = weights
        self._ids = np.array([each.id for each in self._openings], np.int64)
        self._same = np.array([self._always(each, province) for each in self._openings], np.int64)
        self._offers = Offers(self._openings)

    def best_for(self, graduates: Iterable[Graduate], most: int) -> Iterator[Best]:
        """For each graduate, in order, at most so many of the openings that fit him."""
        for some in _parts(graduates):
            yield from self._together(some, most)

    def counts(self, graduates: Iterable[Graduate]) -> Iterator[int]:
        """For each graduate, in order, how many of the openings fit him: nothing is scored, which costs most."""
        for some in _parts(graduates):
            fits = self._fits(some, *self._offers.told_apart(some))
            yield from np.unpackbits(fits.view(np.uint8), axis=1).sum(axis=1, dtype=np.int64).tolist()

    def _always(self, opening: Opening, province: str) -> int:
        home = any(region.is_within(code, province) for code in opening.regions)
        return (self._weights.in_province if home else 0) + (self._weights.policy if opening.policy else 0)

    def _fits(self, graduates: Sequence[Graduate], numbers: Numbers, tables: list[list[Words]]) -> Words:
        """A row of the openings for each graduate."""
        fits: Words = tables[0][0][numbers[0]]
        for column, rows in zip(numbers[1:], tables[1:], strict=True):
            fits &= rows[0][column]
        self._offers.mute(graduates, fits)
        return fits

    def _together(self, graduates: Sequence[Graduate], most: int) -> Iterator[Best]:
        numbers, tables = self._offers.told_apart(graduates)
        who, what = _pairs(self._fits(graduates, numbers, tables))
        scores = self._same[what] + self._earned(numbers, tables, who, what)
        scores += self._paid(graduates, who, what)
        scores += np.array([self._weights.lift if each.lifted else 0 for each in graduates], np.int64)[who]
        yield from self._picked(graduates, who, what, scores, most)

    def _earned(
        self,
        numbers: Numbers,
        tables: list[list[Words]],
        who: Numbers,
        what: Numbers,
    ) -> Numbers:
        weights, scores = self._weights, np.zeros(len(who), np.int64)
        worth = {
            Respect.MAJORS: (weights.major_exact, weights.major_class, weights.major_category),
            Respect.PLACES: (weights.region_exact, weights.region_broad),
            Respect.TYPES: (weights.type_named,),
            Respect.CATEGORIES: (weights.category_named,),
        }
        for respect, points in worth.items():
            scores += _worth(tables[respect][1:], points, numbers[respect][who], what)
        return scores

    def _paid(self, graduates: Sequence[Graduate], who: Numbers, what: Numbers) -> Numbers:
        floors = np.array([each.wishes.floor or 0 for each in graduates], np.int64)
        distinct, which = np.unique(floors, return_inverse=True)
        table = np.stack([self._offers.pay.points(int(floor), self._weights.pay_above) for floor in distinct])
        return _looked_up(table, which[who], what)

    def _picked(
        self,
        graduates: Sequence[Graduate],
        who: Numbers,
        what: Numbers,
        scores: Numbers,
        most: int,
    ) -> Iterator[Best]:
        top = int(scores.max(initial=0))
        for_score, for_what = top.bit_length(), len(self._ids).bit_length()
        # one number to sort by: who, then the higher score, then the lower id; narrow ones sort twice as fast
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
        for graduate, count, some in zip(graduates, counts.tolist(), taken.tolist(), strict=True):
            yield Best(graduate.person_id, pairs[at : at + some], count)
            at += some


def _worth(tables: Sequence[Words], points: Sequence[int], value: Numbers, what: Numbers) -> Numbers:
    """The points that each pair earns by the tables, in each of which it may have a bit."""
    if tables[0].size * 64 <= 16 * len(what):  # few values: every sum is made beforehand
        sums = sum(
            each * np.unpackbits(table.view(np.uint8), axis=1, bitorder="little").astype(np.int16)
            for table, each in zip(tables, points, strict=True)
        )
        return _looked_up(np.asarray(sums), value, what)
    word, bit = what >> 6, (what & 63).astype(np.uint64)
    scores = np.zeros(len(what), np.int64)
    for table, each in zip(tables, points, strict=True):
        scores += each * (_looked_up(table, value, word) >> bit & np.uint64(1)).astype(np.int64)
    return scores


def _looked_up(table: npt.NDArray[Any], row: Numbers, column: Numbers) -> npt.NDArray[Any]:
    """One number for each pair; a flat table is read twice as fast as by row and column."""
    found: npt.NDArray[Any] = table.ravel().take(row * table.shape[1] + column)
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
    """(graduate, opening) of every bit that is set."""
    who, what = np.divmod(slots_of(fits.ravel()), np.uint32(64 * fits.shape[1]))
    return who.astype(np.int64), what.astype(np.int64)

"""Open postings as rows of bits, one bit for each opening. A row belongs to a value in which graduates differ."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.domain import region
from bot.domain.matching.index.facets import CLASS_DIGITS, bare, major_chain
from bot.domain.matching.index.words import Words, slots_of
from bot.domain.matching.scoring import Weights
from bot.domain.wishes.wish import Graduate, Opening, Wish

Numbers = npt.NDArray[np.int64]
Row = npt.NDArray[Any]
"""One bit for each opening (as words), or one number for each opening."""
ANYTHING: frozenset[str] = frozenset()
MOST_VALUES = 20_000
"""If one respect has more values than this, all its values are deleted, to save memory."""


class Respect(IntEnum):
    """The respects in which graduates differ."""

    PERSON = 0
    MAJORS = 1
    PLACES = 2
    TYPES = 3
    CATEGORIES = 4
    PAYS = 5


class Keyed(dict[Hashable, int]):
    """The values of graduates in one respect, and the rows of each value over the openings.

    A value gets its number and its rows, which ``made`` creates, when it is first looked up.
    """

    def __init__(self, made: Callable[[Any], Sequence[Row]]) -> None:
        super().__init__()
        self._made = made
        self._tables: list[Row] = []

    def __missing__(self, value: Hashable) -> int:
        number, rows = len(self), self._made(value)
        if number == 0:
            self._tables = [np.empty((64, len(row)), row.dtype) for row in rows]
        elif number == len(self._tables[0]):
            self._tables = [np.concatenate([table, np.empty_like(table)]) for table in self._tables]
        for table, row in zip(self._tables, rows, strict=True):
            table[number] = row
        self[value] = number
        return number

    def tables(self) -> list[Row]:
        """Return one table for each row of a value. ``table[number]`` is the row of the value with this number."""
        return [table[: len(self)] for table in self._tables]


class Pays(NamedTuple):
    """The monthly pay of all openings, or -1 for an opening without pay."""

    least: npt.NDArray[np.int64]
    most: npt.NDArray[np.int64]

    @classmethod
    def of(cls, openings: Sequence[Opening]) -> "Pays":
        figures = [(each.min_monthly, each.max_monthly) for each in openings]
        named = [[-1 if pay is None else pay for pay in pair] for pair in figures]
        return cls(*np.array(named, np.int64).reshape(-1, 2).T)

    def enough(self, floor: int, negotiable: bool) -> npt.NDArray[np.bool_]:
        """Return for each opening whether it may pay ``floor``.

        An opening without an upper limit may. An opening without any figure may only if ``negotiable`` is set.
        """
        unnamed = (self.least < 0) & (self.most < 0)
        found: npt.NDArray[np.bool_] = np.where(unnamed, negotiable, (self.most < 0) | (self.most >= floor))
        return found

    def points(self, floor: int, most: int) -> npt.NDArray[np.int64]:
        """Return the points of each opening, up to ``most``, for a graduate who asks for ``floor``."""
        lowest = np.where(self.least >= 0, self.least, self.most)
        if not floor:
            return np.zeros(len(lowest), np.int64)
        over = np.maximum(np.minimum(most * (lowest - floor) // floor, most), min(1, most))
        return np.where(lowest > floor, over, 0)


class Offers:
    """The rows of the openings. The first row of a value has the bits of the openings that fit it.

    Further rows serve the score. For majors and pay, they contain the points of each opening. For places, types and
    categories, they have the bits of the openings that earn points.
    """

    def __init__(self, openings: Sequence[Opening], weights: Weights) -> None:
        self._openings = openings
        self._weights = weights
        self._words = -(-max(1, len(openings)) // 64)
        self._none, self._all = np.zeros(self._words, np.uint64), ~np.zeros(self._words, np.uint64)
        self._pay = Pays.of(self._openings)
        self._policy = self._row(lambda each: each.policy)
        self._everywhere = self._policy | self._row(lambda each: each.anywhere or not each.regions)
        self._any_major = self._row(lambda each: not each.majors or each.majors_soft)
        self._by_place = self._rows_by(lambda each: each.regions)
        self._by_place_above = self._rows_by(
            lambda each: {up for code in each.regions for up in (code, *region.ancestors(code))}
        )
        self._by_major = self._rows_by(lambda each: {bare(code) for code in each.majors})
        self._by_type = self._rows_by(lambda each: {each.employer_type})
        self._by_category = self._rows_by(lambda each: {each.category})
        self._by_employer = self._rows_by(lambda each: {each.employer_id})
        self._respects = self._fresh()

    def told_apart(self, graduates: Sequence[Graduate]) -> tuple[Numbers, list[list[Row]]]:
        """Return (numbers, tables). ``numbers[respect][graduate]`` is the row of this graduate in each table of
        ``tables[respect]``.
        """
        if max(map(len, self._respects)) > MOST_VALUES:
            self._respects = self._fresh()
        numbers = np.array([_values(each, self._respects) for each in graduates], np.int64).T
        tables = [respect.tables() for respect in self._respects]
        numbers[Respect.PLACES] = np.arange(len(graduates))  # few graduates name the same places, so each gets a row
        tables[Respect.PLACES] = self._places([each.wishes.regions or ANYTHING for each in graduates])
        return numbers, tables

    def _fresh(self) -> tuple[Keyed, ...]:
        return (
            Keyed(self._person),
            Keyed(self._majors),
            Keyed(self._place),
            Keyed(lambda named: self._named(named, self._by_type)),
            Keyed(lambda named: self._named(named, self._by_category)),
            Keyed(self._pays),
        )

    def _row(self, fits: Callable[[Opening], bool]) -> Words:
        return _packed(np.array([fits(each) for each in self._openings], bool), self._words)

    def _rows_by(self, codes: Callable[[Opening], Iterable[Hashable]]) -> dict[Hashable, Words]:
        found: dict[Hashable, Words] = {}
        for place, opening in enumerate(self._openings):
            for code in codes(opening):
                row = found.setdefault(code, np.zeros(self._words, np.uint64))
                row[place >> 6] |= np.uint64(1 << (place & 63))
        return found

    def _any_of(self, rows: dict[Hashable, Words], codes: Iterable[Hashable]) -> Words:
        union = np.zeros(self._words, np.uint64)
        for code in codes:
            if (row := rows.get(code)) is not None:
                union |= row
        return union

    def _person(self, value: tuple[bool, int, int, bool]) -> Sequence[Words]:
        active, cohort, degree, experienced = value
        return [
            self._row(
                lambda each: (
                    active
                    and (not each.cohorts or cohort in each.cohorts)
                    and (each.degree_floor is None or each.degree_floor <= degree)
                    and (each.policy or not each.experience_years or experienced)
                )
            )
        ]

    def _majors(self, value: tuple[frozenset[str], bool]) -> Sequence[Row]:
        mine, must_be_named = value
        chains = [major_chain(code) for code in mine]
        exact = self._any_of(self._by_major, [chain[0] for chain in chains])
        above = [up for chain in chains for up in chain[1:]]
        classes = self._any_of(self._by_major, [up for up in above if len(up.removeprefix("Y")) == CLASS_DIGITS])
        fields = self._any_of(self._by_major, [up for up in above if len(up.removeprefix("Y")) < CLASS_DIGITS])
        open_to_all = self._any_major & self._policy if must_be_named else self._any_major
        weights, points = self._weights, np.zeros(64 * self._words, np.int32)
        for rows, worth in (
            (fields, weights.major_category),
            (classes, weights.major_class),
            (exact, weights.major_exact),
        ):
            points[slots_of(rows)] = worth  # the closest level is written last and replaces the others
        return [exact | classes | fields | open_to_all, points]

    def _place(self, code: str) -> Sequence[Words]:
        return [self._any_of(self._by_place_above, [code]), self._any_of(self._by_place, region.ancestors(code))]

    def _places(self, wanted: Sequence[frozenset[str]]) -> list[Words]:
        places = self._respects[Respect.PLACES]
        codes = [places[code] for some in wanted for code in some]
        lengths = np.array([len(some) for some in wanted])
        named = lengths > 0
        exact, broad = np.zeros((2, len(wanted), self._words), np.uint64)
        if codes:
            starts = (np.cumsum(lengths) - lengths)[named]
            for found, table in zip((exact, broad), places.tables(), strict=True):
                found[named] = np.bitwise_or.reduceat(table[codes], starts, axis=0)
            broad &= ~exact
        fits = exact | broad | self._everywhere
        fits[~named] = self._all
        return [fits, exact, broad]

    def _named(self, named: frozenset[str], rows: dict[Hashable, Words]) -> Sequence[Words]:
        if not named:
            return [self._all, self._none]
        those = self._any_of(rows, named)
        return [those | self._any_of(rows, [None]) | self._policy, those]

    def _pays(self, value: tuple[int, bool]) -> Sequence[Row]:
        floor, negotiable = value
        fits = self._policy | _packed(self._pay.enough(floor, negotiable), self._words) if floor else self._all
        return [fits, self._pay.points(floor, self._weights.pay_above)]

    def mute(self, graduates: Sequence[Graduate], fits: Words) -> None:
        for place, graduate in enumerate(graduates):
            for employer in graduate.muted_employers:
                if (row := self._by_employer.get(employer)) is not None:
                    fits[place] &= ~row
            for category in graduate.muted_categories:
                if (row := self._by_category.get(category)) is not None:
                    fits[place] &= ~row | self._policy


def _values(graduate: Graduate, respects: tuple[Keyed, ...]) -> list[int]:
    wish = graduate.wish or Wish()
    person, majors, _places, types, categories, pays = respects
    active = graduate.active and (not graduate.settled or graduate.keeps_receiving)
    return [
        person[active, graduate.cohort, int(graduate.degree), wish.accepts_experience],
        majors[graduate.majors, wish.own_major_only or not wish.filled],
        0,
        types[wish.employer_types or ANYTHING],
        categories[wish.categories or ANYTHING],
        pays[wish.floor or 0, wish.negotiable],
    ]


def _packed(flags: npt.NDArray[np.bool_], words: int) -> Words:
    wide = np.zeros(words * 64, bool)
    wide[: len(flags)] = flags
    return np.packbits(wide, bitorder="little").view(np.uint64)

"""The peers: other tools that a user might choose instead of the index. Each stores the same graduates and answers with
all matching ids.

Each tool is used as its makers recommend for such a question: with indexes, ANALYZE, prepared statements, and lists of
codes with all ancestors where a store has lists. All peers get the same columns (``Row``).
"""

import sqlite3
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from bot.domain import region
from bot.domain.matching.index import Index
from bot.domain.matching.index.facets import major_chain
from bot.domain.matching.matching import Match, match
from bot.domain.wishes.wish import Graduate, Opening, Wish

Ids = npt.NDArray[np.int64]


class Peer(Protocol):
    """A tool that stores graduates and finds the graduates that an opening fits."""

    name: str

    def build(self, graduates: list[Graduate]) -> None: ...

    def match(self, opening: Opening) -> Ids: ...


@dataclass(frozen=True)
class Row:
    """A graduate as columns. ``places`` lists the codes of the wished places, and ``above`` lists the codes of the
    places that contain them."""

    id: int
    cohort: int
    degree: int
    needs_major: bool
    floor: int
    negotiable: bool
    experience: bool
    majors: tuple[str, ...]
    places: tuple[str, ...]
    above: tuple[str, ...]
    types: tuple[str, ...]
    categories: tuple[str, ...]
    muted: tuple[int, ...]


def row_of(graduate: Graduate) -> Row | None:
    """Return the columns of a graduate, or None if no posting may reach the graduate."""
    if not graduate.active or (graduate.settled and not graduate.keeps_receiving):
        return None
    wish = graduate.wish or Wish()
    places = tuple(sorted(wish.regions or ()))
    return Row(
        graduate.person_id,
        graduate.cohort,
        int(graduate.degree),
        wish.own_major_only or not wish.filled,
        wish.floor or 0,
        wish.negotiable,
        wish.accepts_experience,
        tuple(sorted({up for code in graduate.majors for up in major_chain(code)})),
        places,
        tuple(sorted({up for code in places for up in region.ancestors(code)})),
        tuple(sorted(wish.employer_types or ())),
        tuple(sorted(wish.categories or ())),
        tuple(sorted(graduate.muted_employers)),
    )


@dataclass(frozen=True)
class Asked:
    """An opening as the peers query it. If a field is None, its condition is left out."""

    cohorts: tuple[int, ...] | None
    degree: int | None
    majors: tuple[str, ...]
    major_needed: bool
    experience: bool
    places: tuple[str, ...] | None
    """The posted places and all places above them. A wish fits if it names one of them, or a place within a posted
    place."""
    posted: tuple[str, ...]
    type: str | None
    category: str | None
    most: int | None
    unnamed_pay: bool
    employer: int


def asked(opening: Opening) -> Asked:
    placed = bool(opening.regions) and not opening.anywhere
    above = {up for code in opening.regions for up in (code, *region.ancestors(code))}
    return Asked(
        tuple(sorted(opening.cohorts)) or None,
        None if opening.degree_floor is None else int(opening.degree_floor),
        tuple(sorted(code.rstrip("KT") for code in opening.majors)),
        bool(opening.majors) and not opening.majors_soft,
        bool(opening.experience_years),
        tuple(sorted(above)) if placed else None,
        tuple(sorted(opening.regions)) if placed else (),
        opening.employer_type,
        opening.category,
        opening.max_monthly,
        opening.min_monthly is None and opening.max_monthly is None,
        opening.employer_id,
    )


class PlainLoop:
    """The readable rule, applied to one graduate after another."""

    name = "plain loop"

    def build(self, graduates: list[Graduate]) -> None:
        self._graduates = graduates

    def match(self, opening: Opening) -> Ids:
        return np.array([g.person_id for g in self._graduates if isinstance(match(opening, g), Match)], np.int64)


class BitRows:
    """Our index."""

    name = "jiuye's index"
    compiled: bool | None = None

    def build(self, graduates: Iterable[Graduate]) -> None:
        self.index = Index(graduates, self.compiled)

    def match(self, opening: Opening) -> Ids:
        return self.index.match(opening)

    def just_reading(self, opening: Opening) -> int:
        """Read each row of the question once. No such index can be faster than this."""
        groups, without = self.index._facets.asked(opening)
        bits = self.index._bits
        places = [bits._place[row] for row in (*chain.from_iterable(groups), *without) if row in bits._place]
        total = 0
        for place in places:
            total ^= int(np.bitwise_xor.reduce(bits._dense[place, : bits.words]))
        return total


class ArrayByArray(BitRows):
    """Our index without numba."""

    name = "the same without numba"
    compiled = False


COLUMNS = (
    "id",
    "cohort",
    "degree",
    "needs_major",
    "floor",
    "negotiable",
    "experience",
    "any_place",
    "any_type",
    "any_category",
)
LISTS = ("majors", "places", "above", "types", "categories", "muted")


def flat(row: Row) -> tuple[Any, ...]:
    return (
        row.id, row.cohort, row.degree, int(row.needs_major), row.floor, int(row.negotiable), int(row.experience),
        int(not row.places), int(not row.types), int(not row.categories),
    )  # fmt: skip


def conditions(question: Asked, holder: Any) -> tuple[list[str], list[Any]]:
    """Return the question in SQL as (conditions, values). ``holder(list, codes)`` returns the condition that a
    graduate's list contains one of the codes."""
    where, values = [], []

    def add(sql: str, *more: Any) -> None:
        where.append(sql)
        values.extend(more)

    if question.cohorts:
        add(f"cohort IN ({', '.join('?' * len(question.cohorts))})", *question.cohorts)
    if question.degree is not None:
        add("degree >= ?", question.degree)
    named, codes = holder("majors", question.majors)
    if question.major_needed:
        add(named, *codes)
    else:
        add(f"(needs_major = 0 OR {named})", *codes)
    if question.experience:
        add("experience = 1")
    if question.places is not None:
        exact, first = holder("places", question.places)
        broad, second = holder("above", question.posted)
        add(f"(any_place = 1 OR {exact} OR {broad})", *first, *second)
    for column, list_name, code in (
        ("any_type", "types", question.type),
        ("any_category", "categories", question.category),
    ):
        if code is not None:
            sql, codes = holder(list_name, (code,))
            add(f"({column} = 1 OR {sql})", *codes)
    if question.most is not None:
        add("floor <= ?", question.most)
    elif question.unnamed_pay:
        add("(floor = 0 OR negotiable = 1)")
    muted, codes = holder("muted", (question.employer,))
    add(f"NOT {muted}", *codes)
    return where, values


def in_table(list_name: str, codes: Iterable[Any]) -> tuple[str, list[Any]]:
    """Return the condition for normalised tables, in which each list is a table (code, id)."""
    codes = list(codes)
    marks = ", ".join("?" * len(codes)) or "NULL"
    return f"id IN (SELECT id FROM g_{list_name} WHERE code IN ({marks}))", codes


class SQLite:
    name = "SQLite"

    def build(self, graduates: list[Graduate]) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute(f"CREATE TABLE g ({', '.join(COLUMNS)}, PRIMARY KEY (id)) WITHOUT ROWID")
        kept = [row for each in graduates if (row := row_of(each)) is not None]
        self._db.executemany(f"INSERT INTO g VALUES ({', '.join('?' * len(COLUMNS))})", map(flat, kept))
        for name in LISTS:
            self._db.execute(f"CREATE TABLE g_{name} (code, id, PRIMARY KEY (code, id)) WITHOUT ROWID")
            pairs = ((code, row.id) for row in kept for code in getattr(row, name))
            self._db.executemany(f"INSERT INTO g_{name} VALUES (?, ?)", pairs)
        self._db.execute("ANALYZE")

    def match(self, opening: Opening) -> Ids:
        where, values = conditions(asked(opening), in_table)
        rows = self._db.execute(f"SELECT id FROM g WHERE {' AND '.join(where)}", values).fetchall()
        return np.array([row[0] for row in rows], np.int64)


class NumpyColumns:
    """One array for each column, and a small fixed number of columns for each list."""

    name = "numpy columns"

    def build(self, graduates: list[Graduate]) -> None:
        kept = [row for each in graduates if (row := row_of(each)) is not None]
        self.flat = dict(zip(COLUMNS, np.array([flat(row) for row in kept], np.int32).T.copy(), strict=True))
        self._codes: dict[Any, int] = {}
        self.lists = {name: self._padded([getattr(row, name) for row in kept]) for name in LISTS}

    def _padded(self, lists: list[tuple[Any, ...]]) -> list[npt.NDArray[np.int16]]:
        width = max((len(each) for each in lists), default=1) or 1
        found = np.zeros((width, len(lists)), np.int16)
        for place, codes in enumerate(lists):
            for slot, code in enumerate(codes):
                found[slot, place] = self._codes.setdefault(code, len(self._codes) + 1)
        return list(found)

    def _holds(self, name: str, codes: Iterable[Any]) -> npt.NDArray[np.bool_]:
        wanted = [self._codes[code] for code in codes if code in self._codes]
        result = np.zeros(len(self.flat["id"]), bool)
        for column in self.lists[name]:
            for code in wanted:
                result |= column == code
        return result

    def mask(self, opening: Opening) -> npt.NDArray[np.bool_]:
        question, flat_ = asked(opening), self.flat
        fits = np.ones(len(flat_["id"]), bool)
        if question.cohorts:
            fits &= np.isin(flat_["cohort"], question.cohorts)
        if question.degree is not None:
            fits &= flat_["degree"] >= question.degree
        named = self._holds("majors", question.majors)
        fits &= named if question.major_needed else (named | (flat_["needs_major"] == 0))
        if question.experience:
            fits &= flat_["experience"] == 1
        if question.places is not None:
            fits &= (
                (flat_["any_place"] == 1)
                | self._holds("places", question.places)
                | self._holds("above", question.posted)
            )
        if question.type is not None:
            fits &= (flat_["any_type"] == 1) | self._holds("types", (question.type,))
        if question.category is not None:
            fits &= (flat_["any_category"] == 1) | self._holds("categories", (question.category,))
        if question.most is not None:
            fits &= flat_["floor"] <= question.most
        elif question.unnamed_pay:
            fits &= (flat_["floor"] == 0) | (flat_["negotiable"] == 1)
        return fits & ~self._holds("muted", (question.employer,))

    def match(self, opening: Opening) -> Ids:
        return self.flat["id"][self.mask(opening)].astype(np.int64)


class Polars:
    """The columns of ``NumpyColumns`` in a data frame. One lazy filter uses all cores."""

    name = "Polars"

    def build(self, graduates: list[Graduate]) -> None:
        import polars

        self._polars = polars
        columns = NumpyColumns()
        columns.build(graduates)
        self._codes = columns._codes
        self._width = {name: len(each) for name, each in columns.lists.items()}
        lists = {f"{name}{place}": each for name, found in columns.lists.items() for place, each in enumerate(found)}
        self._frame = polars.DataFrame({**columns.flat, **lists})

    def _holds(self, name: str, codes: Iterable[Any]) -> Any:
        wanted = [self._codes[code] for code in codes if code in self._codes]
        pl = self._polars
        if not wanted:
            return pl.lit(False)
        return pl.any_horizontal(*(pl.col(f"{name}{place}").is_in(wanted) for place in range(self._width[name])))

    def match(self, opening: Opening) -> Ids:
        pl, question = self._polars, asked(opening)
        fits = ~self._holds("muted", (question.employer,))
        if question.cohorts:
            fits &= pl.col("cohort").is_in(list(question.cohorts))
        if question.degree is not None:
            fits &= pl.col("degree") >= question.degree
        named = self._holds("majors", question.majors)
        fits &= named if question.major_needed else (named | (pl.col("needs_major") == 0))
        if question.experience:
            fits &= pl.col("experience") == 1
        if question.places is not None:
            fits &= (
                (pl.col("any_place") == 1)
                | self._holds("places", question.places)
                | self._holds("above", question.posted)
            )
        if question.type is not None:
            fits &= (pl.col("any_type") == 1) | self._holds("types", (question.type,))
        if question.category is not None:
            fits &= (pl.col("any_category") == 1) | self._holds("categories", (question.category,))
        if question.most is not None:
            fits &= pl.col("floor") <= question.most
        elif question.unnamed_pay:
            fits &= (pl.col("floor") == 0) | (pl.col("negotiable") == 1)
        found: Ids = self._frame.lazy().filter(fits).select("id").collect()["id"].to_numpy().astype(np.int64)
        return found


class DuckDB:
    """One table with a list column for each list."""

    name = "DuckDB"

    def build(self, graduates: list[Graduate]) -> None:
        import duckdb
        import polars

        kept = [row for each in graduates if (row := row_of(each)) is not None]
        flat_ = dict(zip(COLUMNS, np.array([flat(row) for row in kept], np.int32).T.copy(), strict=True))
        frame = polars.DataFrame({**flat_, **{name: [list(getattr(row, name)) for row in kept] for name in LISTS}})
        self._db = duckdb.connect()
        with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
            frame.write_parquet(file.name)
            self._db.execute("CREATE TABLE g AS SELECT * FROM read_parquet(?)", [file.name])

    def match(self, opening: Opening) -> Ids:
        where, values = conditions(asked(opening), self._holds)
        found = self._db.execute(f"SELECT id FROM g WHERE {' AND '.join(where)}", values).fetchnumpy()
        return found["id"].astype(np.int64)

    @staticmethod
    def _holds(name: str, codes: Iterable[Any]) -> tuple[str, list[Any]]:
        codes = list(codes)
        if not codes:
            return "FALSE", []
        if len(codes) == 1:
            return f"list_contains({name}, ?)", codes
        return f"list_has_any({name}, ?)", [codes]

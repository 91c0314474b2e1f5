"""The two sides of a match: what a graduate is and wishes, and what a posting asks and offers.

未填 (None) is not 不限 (an empty set). A graduate who has filled in no wish is matched by major only and counted apart.
Region and major codes are those of the reference tables. Pay is in yuan a month; the number of months (13薪) is
not considered.
"""

import re
import unicodedata
from dataclasses import dataclass

from bot.domain import region
from bot.domain.degree import Degree

NOTHING = (None, None, None, None)


@dataclass(frozen=True)
class Wish:
    """The wishes of a student. None: not filled in (未填). An empty set, or floor 0: anything will do (不限)."""

    regions: frozenset[str] | None = None
    employer_types: frozenset[str] | None = None
    categories: frozenset[str] | None = None
    floor: int | None = None
    negotiable: bool = True
    """The student accepts postings that give no figure (面议)."""
    own_major_only: bool = False
    accepts_experience: bool = False

    @property
    def filled(self) -> bool:
        return self.own_major_only or (self.regions, self.employer_types, self.categories, self.floor) != NOTHING


@dataclass(frozen=True)
class Graduate:
    person_id: int
    cohort: int
    degree: Degree
    majors: frozenset[str]
    """Codes of all majors: 第二学位 and 辅修 count like the first."""
    active: bool
    settled: bool
    keeps_receiving: bool
    muted_employers: frozenset[int]
    wish: Wish | None
    muted_categories: frozenset[str] = frozenset()
    """Position categories of which the student wants no more postings. Policy posts come all the same."""
    lifted: bool = False
    """Hardship lift (SEED 20): it adds points to each match of this graduate, and no reason shows it."""

    @property
    def wishes(self) -> Wish:
        """The wish; for a graduate without one, a wish in which nothing is filled in."""
        return self.wish or Wish()


@dataclass(frozen=True)
class Opening:
    """A posting as matching sees it. An empty set or None: the posting does not name the value."""

    id: int
    employer_id: int
    cohorts: frozenset[int]
    degree_floor: Degree | None
    majors: frozenset[str]
    majors_soft: bool
    """相关专业优先: the majors add points, but exclude nobody."""
    regions: frozenset[str]
    anywhere: bool
    employer_type: str | None
    category: str | None
    min_monthly: int | None
    max_monthly: int | None
    """None beside a minimum: the pay is open-ended."""
    negotiable: bool
    experience_years: int | None
    policy: bool = False
    """A policy post (SEED 16): it is matched on eligibility, never on wishes."""


_FLOOR = re.compile(r"(\d{1,6}(?:\.\d{1,2})?)(K|千|万|W)?(?:元|块)?(?:/?每?月)?(?:以上|起|\+)?")
_TIMES = {"K": 1000, "千": 1000, "万": 10000, "W": 10000, None: 1}
FLOORS = range(1000, 100001)
"""Least monthly pay that a graduate may name. Any other figure is a typing error, or pay for a year."""


def parse_floor(text: str) -> int | None:
    """Least monthly pay, in yuan, as a student types it: 6000, 6k, 6千, 0.8万以上. None: the text is no such figure."""
    found = _FLOOR.fullmatch("".join(unicodedata.normalize("NFKC", text).split()).upper().replace(",", ""))
    if found is None:
        return None
    yuan = round(float(found[1]) * _TIMES[found[2]])
    return yuan if yuan in FLOORS else None


def with_region(regions: list[str] | None, code: str) -> list[str] | None:
    """The wished regions after a tap on ``code``: a region among them is taken out, any other one is put in.

    None (未填) when the last one is taken out. A province replaces its cities, and a city replaces its province.
    """
    wished = regions or []
    if code in wished:
        return [each for each in wished if each != code] or None
    apart = [each for each in wished if not region.is_within(each, code) and not region.is_within(code, each)]
    return [*apart, code]


def with_code(codes: list[str] | None, code: str) -> list[str] | None:
    """Like ``with_region``, for employer types or position categories, where no code lies within another."""
    wished = codes or []
    return [each for each in wished if each != code] or None if code in wished else [*wished, code]

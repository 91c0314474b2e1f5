"""The two sides of a match: the facts and wishes of a graduate, and the requirements and offers of a posting.

未填 (None) differs from 不限 (an empty set). A graduate without wishes is matched by major only and counted separately.
Pay is in yuan a month, and extra months of pay (13薪) are ignored.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain import region
from bot.domain.degree import Degree

NOTHING = (None, None, None, None)


@dataclass(frozen=True)
class Wish:
    """The wishes of a student. None means not filled in (未填). An empty set, or a floor of
    0, means any value (不限).
    """

    regions: frozenset[str] | None = None
    employer_types: frozenset[str] | None = None
    categories: frozenset[str] | None = None
    floor: int | None = None
    negotiable: bool = True
    """Whether the student accepts postings without a figure (面议)."""
    own_major_only: bool = False
    accepts_experience: bool = False

    @property
    def filled(self) -> bool:
        return self.own_major_only or (self.regions, self.employer_types, self.categories, self.floor) != NOTHING


LISTS = ("regions", "employer_types", "categories")
ALONE = ("floor", "negotiable", "own_major_only", "accepts_experience")


def wish_of(fields: Mapping[Any, Any]) -> Wish:
    """Return the wish for ``fields``, which are named as in the wish table and contain lists in place of sets."""
    named: list[Any] = [None if (codes := fields[key]) is None else frozenset(codes) for key in LISTS]
    return Wish(*named, *[fields[key] for key in ALONE])


@dataclass(frozen=True)
class Graduate:
    person_id: int
    cohort: int
    degree: Degree
    majors: frozenset[str]
    """The codes of all majors, including a 第二学位 or 辅修."""
    active: bool
    settled: bool
    keeps_receiving: bool
    muted_employers: frozenset[int]
    wish: Wish | None
    muted_categories: frozenset[str] = frozenset()
    """Position categories that the student muted. Policy posts are sent anyway."""
    lifted: bool = False
    """Whether the graduate is in hardship (SEED 20). This adds points to every match, and no reason mentions it."""

    @property
    def wishes(self) -> Wish:
        """The wish of the graduate. Without one, no field is filled in."""
        return self.wish or Wish()


@dataclass(frozen=True)
class Opening:
    """A posting as matching reads it. An empty set or None means that the posting does not mention the value."""

    id: int
    employer_id: int
    cohorts: frozenset[int]
    degree_floor: Degree | None
    majors: frozenset[str]
    majors_soft: bool
    """If True (相关专业优先), the majors only add points and exclude no graduate."""
    regions: frozenset[str]
    anywhere: bool
    employer_type: str | None
    category: str | None
    min_monthly: int | None
    max_monthly: int | None
    """None with a minimum means that the pay has no upper limit."""
    negotiable: bool
    experience_years: int | None
    policy: bool = False
    """Whether it is a policy post (SEED 16), which is matched on eligibility and not on wishes."""


_FLOOR = re.compile(r"(\d{1,6}(?:\.\d{1,2})?)(K|千|万|W)?(?:元|块)?(?:/?每?月)?(?:以上|起|\+)?")
_TIMES = {"K": 1000, "千": 1000, "万": 10000, "W": 10000, None: 1}
FLOORS = range(1000, 100001)
"""The valid range of a wished monthly pay. Any other figure is a typing error, or pay for a year."""


def parse_floor(text: str) -> int | None:
    """Return the least monthly pay in yuan that a student typed (6000, 6k, 6千, 0.8万以上),
    or None for another text.
    """
    found = _FLOOR.fullmatch("".join(unicodedata.normalize("NFKC", text).split()).upper().replace(",", ""))
    if found is None:
        return None
    yuan = round(float(found[1]) * _TIMES[found[2]])
    return yuan if yuan in FLOORS else None


def with_region(regions: list[str] | None, code: str) -> list[str] | None:
    """Return the wished regions after a tap on ``code``, which adds or removes it. Without any region, return None
    (未填).

    A province replaces its cities, and a city replaces its province.
    """
    wished = regions or []
    if code in wished:
        return [each for each in wished if each != code] or None
    apart = [each for each in wished if not region.is_within(each, code) and not region.is_within(code, each)]
    return [*apart, code]


def with_code(codes: list[str] | None, code: str) -> list[str] | None:
    """Do the same as ``with_region`` for employer types or position categories, which are not nested."""
    wished = codes or []
    return [each for each in wished if each != code] or None if code in wished else [*wished, code]

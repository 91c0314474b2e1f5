"""The two sides of a match: what a graduate is and looks for, and what a posting asks and offers.

未填 (None) is not 不限 (an empty set): who wished for nothing yet is matched by major only, counted apart.
Region and major codes are those of the reference tables; pay is yuan a month, months of pay play no part.
"""

import re
import unicodedata
from dataclasses import dataclass

from bot.domain import region
from bot.domain.degree import Degree

NOTHING = (None, None, None, None)


@dataclass(frozen=True)
class Wish:
    """What a student looks for. None = not filled in, empty = anything will do."""

    regions: frozenset[str] | None = None
    employer_types: frozenset[str] | None = None
    categories: frozenset[str] | None = None
    floor: int | None = None
    negotiable: bool = True
    """Takes postings that give no figure (面议)."""
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
    """All of them: 第二学位 and 辅修 count like the first."""
    active: bool
    settled: bool
    keeps_receiving: bool
    muted_employers: frozenset[int]
    wish: Wish | None
    muted_categories: frozenset[str] = frozenset()
    """Kinds of work he wants to hear of no more; policy posts, which ask nothing but eligibility, are not meant."""
    lifted: bool = False
    """Hardship lift (SEED 20): orders this graduate's postings higher and is named in no reason."""

    @property
    def wishes(self) -> Wish:
        """The wish, or one in which nothing is filled in."""
        return self.wish or Wish()


@dataclass(frozen=True)
class Opening:
    """A posting as matching sees it. Empty sets: the posting names none."""

    id: int
    employer_id: int
    cohorts: frozenset[int]
    degree_floor: Degree | None
    majors: frozenset[str]
    majors_soft: bool
    """相关专业优先: the majors order, they do not exclude."""
    regions: frozenset[str]
    anywhere: bool
    employer_type: str | None
    category: str | None
    min_monthly: int | None
    max_monthly: int | None
    """None beside a minimum: open-ended."""
    negotiable: bool
    experience_years: int | None
    policy: bool = False
    """A policy post (SEED 16): matched on eligibility, never on what the student wished for."""


_FLOOR = re.compile(r"(\d{1,6}(?:\.\d{1,2})?)(K|千|万|W)?(?:元|块)?(?:/?每?月)?(?:以上|起|\+)?")
_TIMES = {"K": 1000, "千": 1000, "万": 10000, "W": 10000, None: 1}
FLOORS = range(1000, 100001)
"""Monthly pay that a graduate may name as the least; anything else is a slip of the finger (or a yearly figure)."""


def parse_floor(text: str) -> int | None:
    """The least monthly pay in yuan as a student types it: 6000, 6k, 6千, 0.8万以上. None: not such a figure."""
    found = _FLOOR.fullmatch("".join(unicodedata.normalize("NFKC", text).split()).upper().replace(",", ""))
    if found is None:
        return None
    yuan = round(float(found[1]) * _TIMES[found[2]])
    return yuan if yuan in FLOORS else None


def with_region(regions: list[str] | None, code: str) -> list[str] | None:
    """The wished regions after a tap on one: taken out if it was among them (of the last one nothing stays: 未填),
    else put in. A province takes the place of its cities; a city narrows its province."""
    wished = regions or []
    if code in wished:
        return [each for each in wished if each != code] or None
    apart = [each for each in wished if not region.is_within(each, code) and not region.is_within(code, each)]
    return [*apart, code]


def with_code(codes: list[str] | None, code: str) -> list[str] | None:
    """The same for employer types and position categories."""
    wished = codes or []
    return [each for each in wished if each != code] or None if code in wished else [*wished, code]

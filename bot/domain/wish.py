"""The two sides of a match: what a graduate is and looks for, and what a posting asks and offers.

未填 (None) is not 不限 (an empty set): who wished for nothing yet is matched by major only, counted apart.
Region and major codes are those of the reference tables; pay is yuan a month, months of pay play no part.
"""

from dataclasses import dataclass

from bot.domain.degree import Degree


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
        named = (self.regions, self.employer_types, self.categories, self.floor)
        return self.own_major_only or any(part is not None for part in named)


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

"""Whether a posting matches a graduate, and every reason why it does not (SEED 19)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.matching.scoring import Reason, Weights, major_cover, points, region_fit
from bot.domain.wishes.wish import Graduate, Opening, Wish

__all__ = [
    "Graduate",
    "Ground",
    "Match",
    "Miss",
    "Opening",
    "Reason",
    "Weights",
    "Why",
    "Wish",
    "match",
    "unsaid",
]


class Ground(StrEnum):
    """A condition of a match. A ``Miss`` names each condition that failed."""

    COHORT = "cohort"
    INACTIVE = "inactive"
    SETTLED = "settled"
    MUTED = "muted"
    DEGREE = "degree"
    MAJOR = "major"
    EXPERIENCE = "experience"
    REGION = "region"
    TYPE = "type"
    CATEGORY = "category"
    PAY = "pay"


@dataclass(frozen=True)
class Why:
    """A failed condition, with the values of the posting and of the graduate as codes or numbers."""

    ground: Ground
    posting: tuple[str, ...] = ()
    mine: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    score: int
    reasons: tuple[Reason, ...]
    by_major_only: bool = False


@dataclass(frozen=True)
class Miss:
    reasons: tuple[Why, ...]
    """Every failed condition, in the order of ``Ground``. There is at least one."""


def match(
    opening: Opening, graduate: Graduate, weights: Weights | None = None, province: str = "220000"
) -> Match | Miss:
    """Return a Match with score and reasons, or a Miss with every failed condition. A place in ``province`` earns
    points.
    """
    missed = tuple(why for condition in CONDITIONS if (why := condition(opening, graduate)))
    if missed:
        return Miss(missed)
    weights = weights or Weights()
    earned = dict(points(opening, graduate, weights, province))
    lift = weights.lift if graduate.lifted else 0
    return Match(sum(earned.values()) + lift, tuple(earned), by_major_only=not graduate.wishes.filled)


def unsaid(opening: Opening, wish: Wish) -> tuple[Ground, ...]:
    """Return the conditions of the wish that the posting does not mention. They count as met, and the student is told
    so.
    """
    if opening.policy:
        return ()
    silent = {
        Ground.REGION: bool(wish.regions) and not opening.regions and not opening.anywhere,
        Ground.TYPE: bool(wish.employer_types) and opening.employer_type is None,
        Ground.CATEGORY: bool(wish.categories) and opening.category is None,
        Ground.PAY: bool(wish.floor) and opening.min_monthly is None and opening.max_monthly is None,
    }
    return tuple(ground for ground, holds in silent.items() if holds)


def _sorted(codes: frozenset[str] | None) -> tuple[str, ...]:
    return tuple(sorted(codes or ()))


def barred(graduate: Graduate) -> Ground | None:
    """Return why no posting at all fits the graduate at present, whatever their wishes are. Return None if some may."""
    if not graduate.active:
        return Ground.INACTIVE
    return Ground.SETTLED if graduate.settled and not graduate.keeps_receiving else None


# Conditions on the person


def _cohort(opening: Opening, graduate: Graduate) -> Why | None:
    if not opening.cohorts or graduate.cohort in opening.cohorts:
        return None
    return Why(Ground.COHORT, tuple(str(c) for c in sorted(opening.cohorts)), (str(graduate.cohort),))


def _active(_: Opening, graduate: Graduate) -> Why | None:
    return None if graduate.active else Why(Ground.INACTIVE)


def _unsettled(_: Opening, graduate: Graduate) -> Why | None:
    return Why(Ground.SETTLED) if graduate.settled and not graduate.keeps_receiving else None


def _unmuted(opening: Opening, graduate: Graduate) -> Why | None:
    if opening.employer_id in graduate.muted_employers:
        return Why(Ground.MUTED)
    if opening.category in graduate.muted_categories and not opening.policy:
        return Why(Ground.MUTED, (opening.category,))
    return None


def _degree(opening: Opening, graduate: Graduate) -> Why | None:
    if opening.degree_floor is None or graduate.degree >= opening.degree_floor:
        return None
    return Why(Ground.DEGREE, (opening.degree_floor.name,), (graduate.degree.name,))


def _major(opening: Opening, graduate: Graduate) -> Why | None:
    if major_cover(opening, graduate) or not _must_name_major(opening, graduate):
        return None
    return Why(Ground.MAJOR, _sorted(opening.majors), _sorted(graduate.majors))


def _must_name_major(opening: Opening, graduate: Graduate) -> bool:
    if opening.majors and not opening.majors_soft:
        return True
    wish = graduate.wishes
    return not opening.policy and (wish.own_major_only or not wish.filled)


# Conditions that the wish sets


def _experience(opening: Opening, graduate: Graduate) -> Why | None:
    if opening.policy or not opening.experience_years or graduate.wishes.accepts_experience:
        return None
    return Why(Ground.EXPERIENCE, (str(opening.experience_years),))


def _region(opening: Opening, graduate: Graduate) -> Why | None:
    wanted = graduate.wishes.regions
    if opening.policy or not wanted or opening.anywhere or not opening.regions:
        return None
    if region_fit(wanted, opening.regions):
        return None
    return Why(Ground.REGION, _sorted(opening.regions), _sorted(wanted))


def _type(opening: Opening, graduate: Graduate) -> Why | None:
    wanted = graduate.wishes.employer_types
    if opening.policy or not wanted or opening.employer_type is None or opening.employer_type in wanted:
        return None
    return Why(Ground.TYPE, (opening.employer_type,), _sorted(wanted))


def _category(opening: Opening, graduate: Graduate) -> Why | None:
    wanted = graduate.wishes.categories
    if opening.policy or not wanted or opening.category is None or opening.category in wanted:
        return None
    return Why(Ground.CATEGORY, (opening.category,), _sorted(wanted))


def _pay(opening: Opening, graduate: Graduate) -> Why | None:
    wish = graduate.wishes
    if opening.policy or not wish.floor:
        return None
    figures = tuple(str(n) for n in (opening.min_monthly, opening.max_monthly) if n is not None)
    if not figures:
        enough = wish.negotiable
    else:
        enough = opening.max_monthly is None or opening.max_monthly >= wish.floor
    return None if enough else Why(Ground.PAY, figures, (str(wish.floor),))


CONDITIONS: tuple[Callable[[Opening, Graduate], Why | None], ...] = (
    _cohort, _active, _unsettled, _unmuted, _degree, _major,
    _experience, _region, _type, _category, _pay,
)  # fmt: skip

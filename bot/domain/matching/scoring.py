"""The score of a match: reasons earn points, and the student sees each reason in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.domain import majors, region
from bot.domain.wishes.wish import Graduate, Opening, Wish


class Reason(StrEnum):
    MAJOR_EXACT = "major_exact"
    MAJOR_CLASS = "major_class"
    MAJOR_CATEGORY = "major_category"
    REGION_EXACT = "region_exact"
    REGION_BROAD = "region_broad"
    TYPE_NAMED = "type_named"
    CATEGORY_NAMED = "category_named"
    PAY_ABOVE = "pay_above"
    IN_PROVINCE = "in_province"
    POLICY = "policy"


@dataclass(frozen=True)
class Weights:
    """The points for each reason. They decide only the order of postings. The office may change them."""

    major_exact: int = 40
    major_class: int = 30
    major_category: int = 15
    region_exact: int = 20
    region_broad: int = 8
    type_named: int = 10
    category_named: int = 15
    pay_above: int = 10
    """The points for pay that is at least twice the wished floor. Lower pay above the floor
    earns points in proportion.
    """
    in_province: int = 12
    policy: int = 10
    lift: int = 10


_COVERS = {
    majors.Cover.EXACT: Reason.MAJOR_EXACT,
    majors.Cover.CLASS: Reason.MAJOR_CLASS,
    majors.Cover.CATEGORY: Reason.MAJOR_CATEGORY,
}


def major_cover(opening: Opening, graduate: Graduate) -> majors.Cover | None:
    """Return how closely the posting's majors cover one of the graduate's majors, or None."""
    covers = {majors.covers(opening.majors, mine) for mine in graduate.majors}
    return next((cover for cover in majors.Cover if cover in covers), None)


def region_fit(wanted: frozenset[str], posted: frozenset[str]) -> Reason | None:
    """Return how the posted places fit the wanted places, or None.

    The fit is exact if a posted place equals a wanted place or lies in it. It is broad if it contains a wanted place.
    """
    if any(p in wanted or wanted.intersection(region.ancestors(p)) for p in posted):
        return Reason.REGION_EXACT
    return Reason.REGION_BROAD if any(posted.intersection(region.ancestors(w)) for w in wanted) else None


def points(opening: Opening, graduate: Graduate, weights: Weights, province: str) -> Iterator[tuple[Reason, int]]:
    """Yield (reason, points) for each reason of a match, in the order of ``Reason``."""
    wish = graduate.wishes
    if cover := major_cover(opening, graduate):
        reason = _COVERS[cover]
        yield reason, getattr(weights, reason.value)
    if fit := region_fit(wish.regions or frozenset(), opening.regions):
        yield fit, getattr(weights, fit.value)
    if opening.employer_type in (wish.employer_types or ()):
        yield Reason.TYPE_NAMED, weights.type_named
    if opening.category in (wish.categories or ()):
        yield Reason.CATEGORY_NAMED, weights.category_named
    if (above := _pay_points(opening, wish, weights.pay_above)) is not None:
        yield Reason.PAY_ABOVE, above
    if any(region.in_province(code, province) for code in opening.regions):
        yield Reason.IN_PROVINCE, weights.in_province
    if opening.policy:
        yield Reason.POLICY, weights.policy


def _pay_points(opening: Opening, wish: Wish, most: int) -> int | None:
    """Return up to ``most`` points, in proportion to how far the lowest pay exceeds the
    floor, or None if it does not.
    """
    lowest = opening.min_monthly if opening.min_monthly is not None else opening.max_monthly
    if not wish.floor or lowest is None or lowest <= wish.floor:
        return None
    return max(min(1, most), min(most, most * (lowest - wish.floor) // wish.floor))

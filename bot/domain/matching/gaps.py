"""The gaps between wishes and postings (SEED 11), counted for each major, place and employer type."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain import majors, region
from bot.domain.matching.library import ANY, UNSAID, Facet, Offer, values_of, wished
from bot.domain.wishes.wish import Graduate, Opening

COMPARED = (Facet.MAJOR, Facet.REGION, Facet.TYPE)
"""The facets by which wishes and postings are compared."""


@dataclass(frozen=True)
class Gap:
    """The number of students who want a value (a code), and the number of vacancies that offer it."""

    value: str
    wishing: int
    """The number of students who want the value or would accept it. A wish for a province includes its cities."""
    vacancies: int
    """The number of people that the postings want to hire."""
    unstated: int
    """The number of postings without a headcount. Each counts as one vacancy."""
    named: bool
    """Whether at least one student wants the value or, for a major, studies it."""

    @property
    def missing(self) -> int:
        """The number of students minus the number of vacancies."""
        return self.wishing - self.vacancies


def gaps(facet: Facet, graduates: Sequence[Graduate], offers: Sequence[Offer]) -> list[Gap]:
    """Return the gap of every value that a student wants or a posting names, except 不限.

    Majors that no student studies count too, because nobody here can fill these postings. They do not count for a
    posting that can find applicants: one that names a studied major too, or only prefers its majors.
    """
    wishes = Counter(
        frozenset(value for value in wished(facet, each) if value not in (ANY, UNSAID)) for each in graduates
    )
    takers: dict[str, set[frozenset[str]]] = defaultdict(set)
    for values in wishes:
        for key in (key for value in values for key in _takes(facet, value)):
            takers[key].add(values)
    under = _under(facet, offers)
    sought = {value for values in wishes for value in values}
    served: set[int] = set()
    if facet is Facet.MAJOR:
        served = {id for value in sought for id in _offered(facet, value, under)}
        served |= {offer.opening.id for offer in offers if offer.opening.majors_soft}
    found = []
    for value in sorted(sought | _apart(facet, offers, sought)):
        looking = set().union(*(takers.get(key, ()) for key in _taken_by(facet, value)))
        there = _offered(facet, value, under)
        if not looking:
            there = {id: each for id, each in there.items() if id not in served}
        heads, unstated = sum(each.heads for each in there.values()), sum(not each.headcount for each in there.values())
        found.append(Gap(value, sum(wishes[each] for each in looking), heads, unstated, value in sought))
    return found


def _apart(facet: Facet, offers: Iterable[Offer], sought: set[str]) -> set[str]:
    offered = {value for offer in offers for value in values_of(facet, offer.opening)}
    held = {key for code in sought for key in _takes(facet, code)} if facet is Facet.MAJOR else set()
    return {code for code in offered if facet is not Facet.MAJOR or majors.bare(code) not in held}


def _under(facet: Facet, offers: Iterable[Offer]) -> Mapping[str, Mapping[int, Offer]]:
    found: dict[str, dict[int, Offer]] = defaultdict(dict)
    for offer in offers:
        for key in _keys(facet, offer.opening):
            found[key][offer.opening.id] = offer
    return found


def _offered(facet: Facet, value: str, under: Mapping[str, Mapping[int, Offer]]) -> dict[int, Offer]:
    return {id: each for key in _takes(facet, value) for id, each in under.get(key, {}).items()}


# Wishes and postings are looked up by keys, so that one pass compares hundreds of values with thousands of postings.
# A wish for a place includes every place in it. A posting for a 专业类 counts for every major in it.


def _upwards(facet: Facet, value: str) -> tuple[str, ...]:
    match facet:
        case Facet.REGION:
            return (value, *region.ancestors(value))
        case Facet.MAJOR:
            return (majors.bare(value), *majors.ancestors(value))
        case _:
            return (value,)


def _takes(facet: Facet, wish: str) -> tuple[str, ...]:
    return _upwards(facet, wish) if facet is Facet.MAJOR else (wish,)


def _taken_by(facet: Facet, value: str) -> tuple[str, ...]:
    return (majors.bare(value),) if facet is Facet.MAJOR else _upwards(facet, value)


def _keys(facet: Facet, opening: Opening) -> Iterable[str]:
    match facet:
        case Facet.REGION:
            return {key for code in opening.regions for key in _upwards(facet, code)}
        case Facet.MAJOR:
            return {majors.bare(code) for code in opening.majors}
        case _:
            return [opening.employer_type] if opening.employer_type else []


def stands_under(facet: Facet, opening: Opening, value: str) -> bool:
    """Whether a posting counts for ``value``. The facet must be in ``COMPARED``."""
    match facet:
        case Facet.REGION:
            return any(region.is_within(code, value) for code in opening.regions)
        case Facet.TYPE:
            return opening.employer_type == value
        case _:
            return majors.covers(opening.majors, value) is not None


def widest(found: Sequence[Gap], most: int) -> tuple[list[Gap], list[Gap]]:
    """Return (values that lack vacancies, values that lack students), at most ``most`` each, the widest gap first."""
    wanting = sorted((gap for gap in found if gap.named and gap.missing > 0), key=lambda gap: (-gap.missing, gap.value))
    spare = sorted((gap for gap in found if gap.missing < 0), key=lambda gap: (gap.missing, gap.value))
    return wanting[:most], spare[:most]

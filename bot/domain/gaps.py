"""Where wishes and postings miss each other (SEED 11): both sides of every major, place and type, widest first."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain import majors, region
from bot.domain.library import ANY, UNSAID, Facet, Offer, values_of, wished
from bot.domain.wish import Graduate, Opening

COMPARED = (Facet.MAJOR, Facet.REGION, Facet.TYPE)
"""By what the two are held against each other."""


@dataclass(frozen=True)
class Gap:
    """A value with both sides."""

    value: str
    wishing: int
    """Students who look for it, or would take it: a wish for the province takes its cities."""
    vacancies: int
    unstated: int
    """Postings among them that give no number, counted as one each."""

    @property
    def missing(self) -> int:
        """How many more look for it than are looked for."""
        return self.wishing - self.vacancies


def gaps(facet: Facet, graduates: Sequence[Graduate], offers: Sequence[Offer]) -> list[Gap]:
    """Every value that a student wishes or a posting names. What asks nothing (不限) stands under no value."""
    wishes = Counter(
        frozenset(value for value in wished(facet, each) if value not in (ANY, UNSAID)) for each in graduates
    )
    takers: dict[str, set[frozenset[str]]] = defaultdict(set)
    for values in wishes:
        for key in (key for value in values for key in _takes(facet, value)):
            takers[key].add(values)
    under: dict[str, dict[int, Offer]] = defaultdict(dict)
    for offer in offers:
        for key in _keys(facet, offer.opening):
            under[key][offer.opening.id] = offer
    sought = {value for values in wishes for value in values}
    offered = {value for offer in offers for value in values_of(facet, offer.opening)}
    return [
        _gap(
            value,
            sum(wishes[each] for each in set().union(*(takers.get(key, ()) for key in _taken_by(facet, value)))),
            {id: each for key in _asked_by(facet, value) for id, each in under.get(key, {}).items()}.values(),
        )
        for value in sorted(sought | _apart(facet, offered, sought))
    ]


def _gap(value: str, wishing: int, there: Iterable[Offer]) -> Gap:
    found = list(there)
    return Gap(value, wishing, sum(offer.heads for offer in found), sum(not offer.headcount for offer in found))


# Both sides are looked up by keys, so that hundreds of values meet thousands of postings in one pass:
# a wish for a place takes what lies in it, a posting for a 专业类 stands under each major in it.


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


def _asked_by(facet: Facet, value: str) -> tuple[str, ...]:
    return _upwards(facet, value) if facet is Facet.MAJOR else (value,)


def stands_under(facet: Facet, opening: Opening, value: str) -> bool:
    """Whether a posting counts for a value."""
    match facet:
        case Facet.REGION:
            return any(region.is_within(code, value) for code in opening.regions)
        case Facet.TYPE:
            return opening.employer_type == value
        case _:
            return majors.covers(opening.majors, value) is not None


def _apart(facet: Facet, offered: set[str], sought: set[str]) -> set[str]:
    """What is offered and stands under nothing that is sought: a 专业类 of which we have a major is no value itself."""
    if facet is not Facet.MAJOR:
        return offered
    taken = {up for code in sought for up in (majors.bare(code), *majors.ancestors(code))}
    return {code for code in offered if majors.bare(code) not in taken}


def widest(found: Sequence[Gap], most: int) -> tuple[list[Gap], list[Gap]]:
    """(most wished for and least offered, most offered and least wished for), the widest gaps first."""
    wanting = sorted((gap for gap in found if gap.missing > 0), key=lambda gap: (-gap.missing, gap.value))
    spare = sorted((gap for gap in found if gap.missing < 0), key=lambda gap: (gap.missing, gap.value))
    return wanting[:most], spare[:most]

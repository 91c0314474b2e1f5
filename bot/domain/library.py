"""The two libraries (SEED 12): what employers offer and what students look for, held side by side by value."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain import degree, employer, majors, position, region
from bot.domain.degree import Degree
from bot.domain.scoring import region_fit
from bot.domain.wish import Graduate, Opening
from bot.domain.wish_list import wished_regions

ANY = "any"
"""The value of those who said 不限."""
UNSAID = "none"
"""The value of those who said nothing."""
BANDS = (0, 4000, 6000, 8000, 10000)
"""Where a band of least pay begins, yuan a month."""
LONGEST = 60
"""Characters of what is typed that are read."""
DEGREES = {word: str(int(each)) for each, word in degree.LABELS.items()}
FEW = 10
"""A cell of fewer people is hidden in what leaves the office."""


class Facet(StrEnum):
    REGION = "region"
    TYPE = "type"
    CATEGORY = "category"
    DEGREE = "degree"
    MAJOR = "major"
    PAY = "pay"


SOUGHT = (Facet.REGION, Facet.TYPE, Facet.CATEGORY, Facet.DEGREE, Facet.MAJOR)
"""By what the postings are filtered."""
WISHED = (Facet.REGION, Facet.TYPE, Facet.CATEGORY, Facet.PAY, Facet.MAJOR)
"""By what the wishes are counted."""
COMPARED = (Facet.MAJOR, Facet.REGION, Facet.TYPE)
"""By what the two are held against each other."""


@dataclass(frozen=True)
class Offer:
    """An open posting as a line of the library."""

    opening: Opening
    announcement_id: int
    title: str
    employer: str
    headcount: int | None
    """None: 若干, or nothing said; counted as one."""

    @property
    def heads(self) -> int:
        return self.headcount or 1


@dataclass(frozen=True)
class Search:
    """What an open posting has to meet; an empty value asks nothing. Codes of the reference tables."""

    region: str = ""
    type: str = ""
    category: str = ""
    degree: str = ""
    major: str = ""
    words: str = ""

    def with_(self, facet: Facet, value: str) -> "Search":
        return replace(self, **{facet.value: value})

    def meets(self, offer: Offer) -> bool:
        """All but the words, which the store looks for."""
        return all(self._meets(facet, offer.opening) for facet in SOUGHT if getattr(self, facet.value))

    def _meets(self, facet: Facet, opening: Opening) -> bool:
        match facet:
            case Facet.REGION:
                return opening.anywhere or not opening.regions or lies_in(opening.regions, self.region)
            case Facet.TYPE:
                return opening.employer_type == self.type
            case Facet.CATEGORY:
                return opening.category == self.category
            case Facet.DEGREE:
                return opening.degree_floor is None or opening.degree_floor <= int(self.degree)
            case _:
                return names_major(opening, self.major)


def read(text: str, before: Search, home_city: str) -> Search:
    """The search once ``text`` was typed: 长春 土木工程 设计院. What is typed replaces its like, the rest stays."""
    found, words = before, []
    for part in re.split(r"[\s,，、;；/]+", unicodedata.normalize("NFKC", text[:LONGEST]).strip()):
        if not part:
            continue
        if codes := wished_regions(part, home_city):
            found = replace(found, region=codes[0])
        elif code := employer.parse_employer_type(part):
            found = replace(found, type=code)
        elif not part.isdecimal() and (code := position.parse_category(part)):
            found = replace(found, category=code)
        elif code := majors.resolve_major(part, Degree.BACHELOR):
            found = replace(found, major=code)
        elif part in DEGREES:
            found = replace(found, degree=DEGREES[part])
        else:
            words.append(part)
    return replace(found, words=" ".join(words) or found.words)


def lies_in(posted: frozenset[str], place: str) -> bool:
    """Whether a posted place is that one, lies in it, or has it within."""
    return region_fit(frozenset({place}), posted) is not None


def names_major(opening: Opening, major: str) -> bool:
    """Whether the posting names that major (its 专业类, its 门类), or one within what is asked for."""
    if majors.covers(opening.majors, major) is not None:
        return True
    return any(majors.bare(major) in majors.ancestors(each) for each in opening.majors)


def values_of(facet: Facet, opening: Opening) -> Iterable[str]:
    """The values under which a posting stands; places as cities."""
    match facet:
        case Facet.REGION:
            return {city(code) for code in opening.regions}
        case Facet.TYPE:
            return [opening.employer_type] if opening.employer_type else []
        case Facet.CATEGORY:
            return [opening.category] if opening.category else []
        case Facet.DEGREE:
            return [str(int(opening.degree_floor))] if opening.degree_floor else []
        case _:
            return [code for code in opening.majors if majors.level(code).name == "BACHELOR"]


def city(code: str) -> str:
    """The city a place lies in; a province, or a city that stands for one, is itself."""
    above = region.ancestors(code)
    return above[0] if len(above) > 1 else code


def wished(facet: Facet, graduate: Graduate) -> Iterable[str]:
    """The values that a graduate looks for, ANY or UNSAID; of majors those he studied."""
    wish = graduate.wishes
    if facet is Facet.MAJOR:
        return graduate.majors
    if facet is Facet.PAY:
        return [band(wish.floor)]
    chosen = {Facet.REGION: wish.regions, Facet.TYPE: wish.employer_types, Facet.CATEGORY: wish.categories}[facet]
    return [UNSAID] if chosen is None else chosen or [ANY]


def band(floor: int | None) -> str:
    """The band of a least pay, named by where it begins."""
    if not floor:
        return UNSAID if floor is None else ANY
    return str(max(start for start in BANDS if start <= floor))


def tally(facet: Facet, graduates: Iterable[Graduate]) -> list[tuple[str, int]]:
    """How many look for each value, most first; who said 不限 or nothing at the end. Bands by pay."""
    counts = Counter(value for each in graduates for value in set(wished(facet, each)))
    if facet is Facet.PAY:
        return [(value, counts[value]) for value in [*map(str, BANDS), ANY, UNSAID] if counts[value]]
    named = sorted((item for item in counts.items() if item[0] not in (ANY, UNSAID)), key=lambda i: (-i[1], i[0]))
    return [*named, *((value, counts[value]) for value in (ANY, UNSAID) if counts[value])]


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
    sought = {value for values in wishes for value in values}
    offered = {value for offer in offers for value in values_of(facet, offer.opening)}
    takes = _TAKES[facet]
    found = []
    for value in sorted(sought | _apart(facet, offered, sought)):
        wishing = sum(count for values, count in wishes.items() if any(takes(each, value) for each in values))
        there = [offer for offer in offers if stands_under(facet, offer.opening, value)]
        heads = sum(offer.heads for offer in there)
        found.append(Gap(value, wishing, heads, sum(not offer.headcount for offer in there)))
    return found


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


_TAKES: Mapping[Facet, Callable[[str, str], bool]] = {
    Facet.REGION: lambda wish, value: region.is_within(value, wish),
    Facet.TYPE: lambda wish, value: wish == value,
    Facet.MAJOR: lambda mine, value: majors.covers(frozenset({value}), mine) is not None,
}
"""Whether who looks for the one takes the other."""


def widest(found: Sequence[Gap], most: int) -> tuple[list[Gap], list[Gap]]:
    """(most wished for and least offered, most offered and least wished for), the widest gaps first."""
    wanting = sorted((gap for gap in found if gap.missing > 0), key=lambda gap: (-gap.missing, gap.value))
    spare = sorted((gap for gap in found if gap.missing < 0), key=lambda gap: (gap.missing, gap.value))
    return wanting[:most], spare[:most]

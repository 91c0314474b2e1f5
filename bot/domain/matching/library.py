"""The two libraries (SEED 12): the open postings, and the wishes of students. Both are
filtered and counted by value.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain import degree, employer, majors, position, region
from bot.domain.degree import Degree
from bot.domain.matching.scoring import region_fit
from bot.domain.wishes.wish import Graduate, Opening
from bot.domain.wishes.wish_list import wished_regions

ANY = "any"
"""The value under which a wish for 不限 is counted."""
UNSAID = "none"
"""The value under which a wish that is not filled in is counted."""
BANDS = (0, 4000, 6000, 8000, 10000)
"""The lower ends of the bands of least pay, in yuan a month."""
LONGEST = 60
"""Only this many characters of a typed search are read."""
DEGREES = {word: str(int(each)) for each, word in degree.LABELS.items()}
FEW = 10
"""In a table for outsiders, a cell that counts fewer people than this is hidden."""


class Facet(StrEnum):
    REGION = "region"
    TYPE = "type"
    CATEGORY = "category"
    DEGREE = "degree"
    MAJOR = "major"
    PAY = "pay"


SOUGHT = (Facet.REGION, Facet.TYPE, Facet.CATEGORY, Facet.DEGREE, Facet.MAJOR)
"""The facets by which postings are filtered."""
WISHED = (Facet.REGION, Facet.TYPE, Facet.CATEGORY, Facet.PAY, Facet.MAJOR)
"""The facets by which wishes are counted."""


@dataclass(frozen=True)
class Offer:
    """An open posting, as one line of the library."""

    opening: Opening
    announcement_id: int
    title: str
    employer: str
    headcount: int | None
    """None means 若干 or not stated. Then the posting counts as one vacancy."""

    @property
    def heads(self) -> int:
        return self.headcount or 1


@dataclass(frozen=True)
class Search:
    """Conditions for open postings, as codes of the reference tables. An empty value is no condition."""

    region: str = ""
    type: str = ""
    category: str = ""
    degree: str = ""
    major: str = ""
    words: str = ""

    def with_(self, facet: Facet, value: str) -> "Search":
        return replace(self, **{facet.value: value})

    def meets(self, offer: Offer) -> bool:
        """Whether the posting meets every condition except the search words, which the store checks."""
        return all(self._meets(facet, offer.opening) for facet in SOUGHT if getattr(self, facet.value))

    def _meets(self, facet: Facet, opening: Opening) -> bool:
        match facet:
            case Facet.REGION:
                return opening.anywhere or lies_in(opening.regions, self.region)
            case Facet.TYPE:
                return opening.employer_type == self.type
            case Facet.CATEGORY:
                return opening.category == self.category
            case Facet.DEGREE:
                return opening.degree_floor is None or opening.degree_floor <= int(self.degree)
            case _:
                return names_major(opening, self.major)


def read(text: str, before: Search, home_city: str) -> Search:
    """Return the search after the user typed ``text``, such as 长春 土木工程 设计院.

    Conditions in ``text`` replace those of the same kind in ``before``. ``home_city`` (a code) decides between places
    with the same name.
    """
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
    """Whether a posted place equals ``place``, lies in it, or contains it."""
    return region_fit(frozenset({place}), posted) is not None


def names_major(opening: Opening, major: str) -> bool:
    """Whether the posting names ``major``, its 专业类 or 门类, or a major within it."""
    if majors.covers(opening.majors, major) is not None:
        return True
    return any(majors.bare(major) in majors.ancestors(each) for each in opening.majors)


def values_of(facet: Facet, opening: Opening) -> Iterable[str]:
    """Return the values under which a posting is listed. Places are listed by city, and
    majors at the bachelor's level.
    """
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
    """Return the code of the city that contains a place. The code of a city or province is returned unchanged."""
    above = region.ancestors(code)
    return above[0] if len(above) > 1 else code


def wished(facet: Facet, graduate: Graduate) -> Iterable[str]:
    """Return the values that a graduate looks for, or ANY or UNSAID. For majors, they are those that the graduate
    studied.
    """
    wish = graduate.wishes
    if facet is Facet.MAJOR:
        return graduate.majors
    if facet is Facet.PAY:
        return [band(wish.floor)]
    chosen = {Facet.REGION: wish.regions, Facet.TYPE: wish.employer_types, Facet.CATEGORY: wish.categories}[facet]
    return [UNSAID] if chosen is None else chosen or [ANY]


def band(floor: int | None) -> str:
    """Return the pay band of ``floor``, named by its lower end (5000 → ``4000``). Return ANY
    for 0 and UNSAID for None.
    """
    if not floor:
        return UNSAID if floor is None else ANY
    return str(max(start for start in BANDS if start <= floor))


def tally(facet: Facet, graduates: Iterable[Graduate]) -> list[tuple[str, int]]:
    """Return (value, number of graduates who look for it), the largest number first. ANY and UNSAID come last.

    Pay bands are in the order of pay instead.
    """
    counts = Counter(value for each in graduates for value in set(wished(facet, each)))
    if facet is Facet.PAY:
        return [(value, counts[value]) for value in [*map(str, BANDS), ANY, UNSAID] if counts[value]]
    named = sorted((item for item in counts.items() if item[0] not in (ANY, UNSAID)), key=lambda i: (-i[1], i[0]))
    return [*named, *((value, counts[value]) for value in (ANY, UNSAID) if counts[value])]

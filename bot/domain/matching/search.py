"""Reading the search that a student types: words, places, employer type, position category and least pay."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain import employer, position, region
from bot.domain.errors import BadSearch
from bot.domain.matching.scoring import Reason, region_fit
from bot.domain.wishes.wish import parse_floor
from bot.domain.wishes.wish_list import wished_regions

LONGEST = 60
MOST_WORDS = 5
LEAST_TITLE = 4
_BETWEEN = re.compile(r"[\s,，、。;/:|()\[\]【】《》“”\"·]+")
"""Characters that separate words, including brackets, because copies of one title write
brackets in different widths.
"""
_LABEL = re.compile(r"(?:岗位|职位|单位|公司|企业)(?:名称)?\s*[:：]")
_PAY = re.compile(r"(?:月薪|薪资|工资)?(?:≥|>=|>|不低于|至少|高于)?(.+)")


class Part(StrEnum):
    """A part of a search that can be removed."""

    WORDS = "words"
    REGIONS = "regions"
    TYPE = "type"
    CATEGORY = "category"
    PAY = "pay"


@dataclass(frozen=True)
class Filters:
    """A search, as codes of the reference tables and pay in yuan a month. An empty part is no condition."""

    words: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    employer_type: str | None = None
    category: str | None = None
    pay: int | None = None

    @property
    def empty(self) -> bool:
        return self == Filters()

    def without(self, part: Part) -> "Filters":
        match part:
            case Part.WORDS:
                return replace(self, words=())
            case Part.REGIONS:
                return replace(self, regions=())
            case Part.TYPE:
                return replace(self, employer_type=None)
            case Part.CATEGORY:
                return replace(self, category=None)
            case Part.PAY:
                return replace(self, pay=None)


def read(text: str, before: Filters, home_city: str) -> Filters:
    """Return the search after the user typed ``text``, such as 长春 结构 6000以上.

    Parts in ``text`` replace those of ``before``. ``home_city`` (a code) decides between places with the same name.
    Raises BadSearch if ``text`` is too long, has no letter or digit, or contains control characters.
    """
    if len(text) > LONGEST * 4 or len(plain := unicodedata.normalize("NFKC", text).strip()) > LONGEST:
        raise BadSearch(LONGEST)
    parts = [part for part in _BETWEEN.split(plain) if part]
    if not parts or any(not each.isprintable() for each in parts) or not any(map(str.isalnum, plain)):
        raise BadSearch(LONGEST)
    found = before
    words: list[str] = []
    regions: list[str] = []
    for part in parts:
        if pay := _pay(part):
            found = replace(found, pay=pay)
        elif codes := wished_regions(part, home_city):
            regions += codes
        elif code := employer.parse_employer_type(part):
            found = replace(found, employer_type=code)
        elif (code := position.parse_category(part)) and not part.isdecimal():
            found = replace(found, category=code)
        else:
            words.append(part)
    return replace(
        found,
        words=tuple(words[:MOST_WORDS]) or found.words,
        regions=tuple(dict.fromkeys(regions)) or found.regions,
    )


def is_pasted(text: str) -> bool:
    """Whether the text looks like a copied posting rather than search words."""
    return len(text) > LONGEST or _LABEL.search(text) is not None


def recognised(text: str, headings: Iterable[tuple[Sequence[str], str]]) -> tuple[str, ...]:
    """Return the words that name the posting of a pasted text: its title and employer, or only one of them.

    ``headings`` contains (titles, employer) of known postings. The posting with the most words in the text is chosen,
    and then the one with the longest title. A title alone counts from ``LEAST_TITLE`` characters on, because a shorter
    one may occur in any text. If no posting is recognised, the result is empty.
    """
    plain = _bare(text)
    best: tuple[int, int, tuple[str, ...]] = (0, 0, ())
    for titles, employer_name in headings:
        title = max((each for each in titles if each and _bare(each) in plain), key=len, default="")
        of_employer = _bare(employer_name) in plain
        if not of_employer and len(title) < LEAST_TITLE:
            continue
        words = tuple(word for word in (title, employer_name if of_employer else "") if word)
        best = max(best, (len(words), len(title), words), key=lambda each: each[:2])
    return best[2]


def _bare(text: str) -> str:
    """Return the text without spaces, in half-width and lower case, so that copies of one text become equal."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def _pay(part: str) -> int | None:
    """Return the least pay in a word like 6000, 6k+ or 月薪≥6000, or None for any other word. A year such as 2027 is no
    pay.
    """
    found = _PAY.fullmatch(part)
    pay = parse_floor(found[1]) if found else None
    year = part.isdecimal() and pay is not None and 1990 <= pay <= 2099
    return None if year else pay


def in_order(places: Iterable[tuple[int, frozenset[str], bool]], wanted: tuple[str, ...]) -> list[int]:
    """Return the ids of the postings for the wanted places. Postings that lie in one come first, then those that may
    lie in one.

    ``places`` contains (posting id, region codes, whether the work can be anywhere). Without ``wanted``, all ids are
    returned in their order.
    """
    if not wanted:
        return [posting for posting, _, _ in places]
    exact: list[int] = []
    broad: list[int] = []
    for posting, posted, anywhere in places:
        fit = region_fit(frozenset(wanted), posted)
        if fit == Reason.REGION_EXACT:
            exact.append(posting)
        elif fit or anywhere:
            broad.append(posting)
    return exact + broad


def in_words(filters: Filters) -> dict[Part, str]:
    """Map each part of the search to its words: region 220100 → 长春."""
    said = {
        Part.WORDS: " ".join(filters.words),
        Part.REGIONS: "、".join(map(region.name, filters.regions)),
        Part.TYPE: employer.type_name(filters.employer_type).split("(")[0] if filters.employer_type else "",
        Part.CATEGORY: position.name(filters.category) if filters.category else "",
        Part.PAY: f"≥{filters.pay}" if filters.pay else "",
    }
    return {part: words for part, words in said.items() if words}

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
"""Characters that separate words. Brackets do too, because copies of one title write them in different widths."""
_LABEL = re.compile(r"(?:岗位|职位|单位|公司|企业)(?:名称)?\s*[:：]")
_PAY = re.compile(r"(?:月薪|薪资|工资)?(?:≥|>=|>|不低于|至少|高于)?(.+)")


class Part(StrEnum):
    """The parts of a search. Each can be taken out of it."""

    WORDS = "words"
    REGIONS = "regions"
    TYPE = "type"
    CATEGORY = "category"
    PAY = "pay"


@dataclass(frozen=True)
class Filters:
    """A search: codes of the reference tables, pay in yuan a month. A part that is empty or None asks for nothing."""

    words: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    employer_type: str | None = None
    category: str | None = None
    pay: int | None = None

    @property
    def empty(self) -> bool:
        return self == Filters()

    def without(self, part: Part) -> "Filters":
        """The same search without one part."""
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
    """The search after ``text`` was typed, such as 长春 结构 6000以上.

    A part in the text replaces that part of ``before``. ``home_city`` (a code) decides between places with one name.
    Raises BadSearch for a text that is too long or holds no words.
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
    """Whether a text looks like a copied posting, and not like words to search for."""
    return len(text) > LONGEST or _LABEL.search(text) is not None


def recognised(text: str, headings: Iterable[tuple[Sequence[str], str]]) -> tuple[str, ...]:
    """The words that name the posting of a pasted text: (title, employer), or only one of them; empty for none.

    ``headings``: (titles, employer) of known postings. The one with the most words in the text wins, then the one with
    the longest title. A title without its employer counts only from ``LEAST_TITLE`` characters on, because a short
    one may stand in any text.
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
    """A form in which two copies of one text agree: no spaces, half-width, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def _pay(part: str) -> int | None:
    """The least pay in a word like 6000, 6k+ or 月薪≥6000; None for any other word and for a year (2027)."""
    found = _PAY.fullmatch(part)
    pay = parse_floor(found[1]) if found else None
    year = part.isdecimal() and pay is not None and 1990 <= pay <= 2099
    return None if year else pay


def in_order(places: Iterable[tuple[int, frozenset[str], bool]], wanted: tuple[str, ...]) -> list[int]:
    """Ids of the postings for the wanted places: first those that lie in one of them, then those that may.

    ``places``: (posting id, its region codes, anywhere). Without ``wanted`` every posting stays, in its order.
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
    """Each part that asks for something, in words: region 220100 → 长春."""
    said = {
        Part.WORDS: " ".join(filters.words),
        Part.REGIONS: "、".join(map(region.name, filters.regions)),
        Part.TYPE: employer.type_name(filters.employer_type).split("(")[0] if filters.employer_type else "",
        Part.CATEGORY: position.name(filters.category) if filters.category else "",
        Part.PAY: f"≥{filters.pay}" if filters.pay else "",
    }
    return {part: words for part, words in said.items() if words}

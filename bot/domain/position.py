"""The state's position category (职业类别) of a job title."""

import re
import unicodedata
from functools import cache

from bot.reference import rows


def classify_position(title: str) -> str | None:
    """Return the code in ``position_types`` for a job title, or None if it contains no known keyword.

    - The last keyword decides, because Chinese titles name the job at the end: 大数据讲师 is a teacher.
    - Of two keywords with the same end, the longer one decides: 销售工程师 is a seller.
    - A weak keyword (助理, 经理, 专员) counts only without any other keyword, because it names only a rank.
    - Words in brackets count only if the rest has no keyword.
    """
    plain = unicodedata.normalize("NFKC", title).upper()
    for text in (re.sub(r"\(.*?\)", " ", plain), plain):
        for column in ("keywords", "weak_keywords"):
            if hits := _hits(text, column):
                _, _, keyword = max((start + len(hit), len(hit), hit) for start, hit in hits)
                return _codes(column)[keyword]
    return None


def name(code: str) -> str:
    return {row["code"]: row["name"] for row in rows("position_types")}[code]


def parse_category(text: str) -> str | None:
    """Return the code for a cell under 职业类别, or None. It contains the state's code or name, or a school's code (31,
    49).
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    for row in rows("position_types"):
        if plain in {row["code"], row["name"], *row["variant_codes"].split("|")} - {""}:
            return row["code"]
    return None


def _hits(text: str, column: str) -> list[tuple[int, str]]:
    """Return (start, keyword) of every keyword. A Latin keyword must be a whole word, so IT is not found in CREDIT."""
    found = []
    for match in _pattern(column).finditer(text):
        start, hit = match.start(), match[1]
        around = text[max(start - 1, 0) : start] + text[start + len(hit) : start + len(hit) + 1]
        if not (hit.isascii() and re.search(r"[A-Z]", around)):
            found.append((start, hit))
    return found


@cache
def _pattern(column: str) -> re.Pattern[str]:
    longest_first = sorted(_codes(column), key=len, reverse=True)
    return re.compile(f"(?=({'|'.join(re.escape(keyword) for keyword in longest_first)}))")


@cache
def _codes(column: str) -> dict[str, str]:
    return {k: row["code"] for row in rows("position_types") for k in row[column].split("|") if k}

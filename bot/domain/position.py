"""The state's position category (职业类别) of a job title."""

import re
import unicodedata
from functools import cache

from bot.reference import rows


def classify_position(title: str) -> str | None:
    """The code of ``position_types`` whose keyword says most about a title: the longest, then the last one in the title.

    Chinese puts what a job is at the end (销售工程师助理 is an assistant), and a longer keyword knows an exception
    (销售工程师 sells). What stands in brackets counts only when the rest says nothing. None: no keyword is known.
    """
    plain = unicodedata.normalize("NFKC", title).upper()
    for text in (re.sub(r"\(.*?\)", " ", plain), plain):
        hits = [(len(hit), start, hit) for start, hit in _hits(text)]
        if hits:
            return _codes()[max(hits)[2]]
    return None


def name(code: str) -> str:
    """The category's name; raises KeyError for an unknown code."""
    return {row["code"]: row["name"] for row in rows("position_types")}[code]


def parse_category(text: str) -> str | None:
    """A 职业类别 column: a category's code or name as the state writes it, also in the codes some schools use (31, 49)."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for row in rows("position_types"):
        if plain in {row["code"], row["name"], *row["variant_codes"].split("|")} - {""}:
            return row["code"]
    return None


def _hits(text: str) -> list[tuple[int, str]]:
    """Every place where a keyword stands; a Latin one only as a whole word (IT is not in CREDIT)."""
    found = []
    for match in re.finditer(_pattern(), text):
        start, hit = match.start(), match[1]
        around = text[max(start - 1, 0) : start] + text[start + len(hit) : start + len(hit) + 1]
        if not (hit.isascii() and re.search(r"[A-Z]", around)):
            found.append((start, hit))
    return found


@cache
def _pattern() -> str:
    longest_first = sorted(_codes(), key=len, reverse=True)
    return f"(?=({'|'.join(re.escape(keyword) for keyword in longest_first)}))"


@cache
def _codes() -> dict[str, str]:
    return {k: row["code"] for row in rows("position_types") for k in row["keywords"].split("|") if k}

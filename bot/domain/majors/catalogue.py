"""The catalogues of majors: 门类 (2 digits), 专业类 (4 digits) and 专业 (6 digits, with a suffix of K or T).

A graduate code begins with Y. A college code begins with 41 to 59 and ends at 专业类. Arguments may have any suffix,
because it changes between years. Results are written as in the catalogue.
"""

import re
import unicodedata
from collections import defaultdict
from enum import StrEnum
from functools import cache

from bot.domain.degree import Degree
from bot.reference import rows


class Cover(StrEnum):
    """How a posting covers a major: by the major itself, by its 专业类 or by its 门类."""

    EXACT = "exact"
    CLASS = "class"
    CATEGORY = "category"


def name(code: str) -> str:
    """Return the catalogue's name of a code. Raises KeyError for a code that is in no catalogue."""
    return _entries()[code]["name"]


def canonical(code: str) -> str | None:
    """Return the code as the catalogue writes it, or None: ``081006`` or ``081006t`` → ``081006T``."""
    return _by_bare().get(bare(code))


def bare(code: str) -> str:
    """Return a code without its suffix: ``081006T`` → ``081006``."""
    return code.upper().rstrip("KT")


def ancestors(code: str) -> tuple[str, ...]:
    """Return the 专业类 and 门类 of a major, the nearest first: ``081001`` → ``("0810", "08")``."""
    stem, prefix = bare(code).removeprefix("Y"), "Y" if code.upper().startswith("Y") else ""
    above = (prefix + stem[:size] for size in (4, 2) if size < len(stem))
    return tuple(code for code in above if code in _entries())  # 交叉学科 has no 专业类


def covers(wanted: frozenset[str], major: str) -> Cover | None:
    """Return how closely the codes in ``wanted`` cover a graduate's ``major``, or None if they do not cover it."""
    known = {bare(code) for code in wanted}
    if bare(major) in known:
        return Cover.EXACT
    for above in ancestors(major):
        if above in known:
            return Cover.CLASS if len(above.removeprefix("Y")) == 4 else Cover.CATEGORY
    return None


def level(code: str) -> Degree:
    """Return the lowest degree for which a code is taught. For a graduate code, it is 硕士."""
    if code.startswith("Y"):
        return Degree.MASTER
    return Degree.COLLEGE if code[:2] >= "41" else Degree.BACHELOR


def everything(degree: Degree) -> set[str]:
    """Return the codes that together cover every major of a level."""
    codes = {code for code in _entries() if level(code) is degree}
    return {code for code in codes if not any(above in codes for above in ancestors(code))}


def resolve_major(text: str, degree: Degree) -> str | None:
    """Return the code of a major in the roster at the level of ``degree``, or None if none or several fit.

    A direction in brackets is ignored: ``土木工程（道路方向）`` is 土木工程. A college major gives its 专业类.
    """
    taught = min(degree, Degree.MASTER)
    plain = _key("".join(text.split()))
    for spelling in (plain, re.sub(r"\(.*?\)", "", plain)):
        for names in (_by_name(), terms()):
            if codes := [code for code in names.get(spelling, ()) if level(code) is taught]:
                deepest = max(len(bare(code)) for code in codes)
                found = [code for code in codes if len(bare(code)) == deepest]
                if len(found) == 1 or taught is Degree.MASTER:
                    return min(found)  # 学术学位 comes before 专业学位 in the catalogue
    return None


@cache
def terms() -> dict[str, tuple[str, ...]]:
    """Map every name that postings use (upper case, NFKC) to its codes. Entries in ``major_aliases`` take priority."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows("majors"):
        for term in _names(row):
            found[term].append(row["code"])
    spread = {term: _spread(codes) for term, codes in found.items()}
    listed = {_key(row["term"]): tuple(row["codes"].split("|")) for row in rows("major_aliases")}
    return spread | listed


@cache
def broad_terms() -> dict[str, tuple[str, ...]]:
    """Map each short name to the codes of its 专业类. They apply only before 相关 or 类: ``机械、电气等相关专业``."""
    listed = (row for row in rows("major_aliases") if row["broad"])
    return {_key(row["term"]): tuple(row["broad"].split("|")) for row in listed}


def college_twins(code: str) -> tuple[str, ...]:
    """Return the college 专业类 that correspond to a bachelor's major or 专业类, for postings that accept 大专."""
    for known in (code, *ancestors(code)):
        if twins := _twins(known, "college"):
            return twins
    return ()


def _spread(codes: list[str]) -> tuple[str, ...]:
    if any(code.startswith("Y") for code in codes):
        return tuple(codes)
    above = [parent for code in codes for parent in (code, *ancestors(code))]
    twins = [twin for code in above for twin in _twins(code, "graduate")]
    categories = ["Y" + code for code in codes if len(code) == 2 and "Y" + code in _entries()]
    return tuple(dict.fromkeys([*codes, *twins, *categories]))


def _twins(code: str, column: str) -> tuple[str, ...]:
    entry = _entries().get(code, {})
    return tuple(twin for twin in entry.get(column, "").split("|") if twin)


def _names(row: dict[str, str]) -> set[str]:
    names = {row["name"], *row["aliases"].split("|")}
    return {_key(term) for term in names if term}


def _key(term: str) -> str:
    return unicodedata.normalize("NFKC", term).upper()


@cache
def _entries() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows("majors")}


@cache
def _by_name() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows("majors"):
        found[_key(row["name"])].append(row["code"])
    return found


@cache
def _by_bare() -> dict[str, str]:
    return {bare(code): code for code in _entries()}

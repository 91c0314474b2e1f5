"""Employers: their credit code, one name for all spellings, what kind of employer and in which industry."""

import re
import unicodedata
from functools import cache

from bot.domain.errors import BadUscc
from bot.reference import rows

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
NO_OWNERSHIP = frozenset({"上市公司", "创业公司"})
"""Job sites write these for the ownership, but they do not tell it: a state enterprise is listed too."""


def check_uscc(text: str) -> str:
    """The 统一社会信用代码 in capitals without blanks. Raises BadUscc (a ValueError) with the fault.

    GB 32100-2015: 18 characters of 31 (no I O S V Z), weights 3^i mod 31. Eighteen zeros would pass and
    are refused; the division inside is not looked up: codes keep divisions that were abolished since.
    """
    code = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if re.fullmatch(r"\d{15}|[0-9A-Z]{8}-?[0-9X]", code):
        raise BadUscc("old")
    if len(code) != 18:
        raise BadUscc("length", len(code))
    if wrong := sorted(set(code) - set(_ALPHABET)):
        raise BadUscc("letters", "、".join(wrong))
    if set(code) == {"0"}:
        raise BadUscc("zeros")
    if _check_character(code[:17]) != code[17]:
        raise BadUscc("check")
    return code


def normalise_name(name: str) -> str:
    """An employer's name as it is compared: half-width, no blanks or punctuation, suffixes in one form."""
    plain = "".join(unicodedata.normalize("NFKC", name).split()).upper()
    plain = plain.replace("有限责任公司", "有限公司").replace("股份公司", "股份有限公司")
    return re.sub(r"[()\[\]【】<>《》·.,，。、\"'“”‘’—_-]", "", plain)


def parse_employer_type(text: str) -> str | None:
    """The code of ``employer_types`` by today's, former or job sites' names; None where it cannot be told.

    A bare 33 is None: it was 中小企业 and is 个体工商户 now. So are retired codes (15, 25,
    35), which a person maps.
    """
    plain = _squeeze(text)
    if plain in _current_codes() - {"33"}:
        return plain
    return _type_names().get(plain) or _type_names().get(re.sub(r"\(.*?\)", "", plain))


def parse_industry(text: str) -> str | None:
    """The code of ``industries`` by name; of several (``计算机软件 互联网``) the first known.

    A bare number is None: 31 is trade to the employment system and steel to GB/T 4754.
    """
    whole = unicodedata.normalize("NFKC", text).strip()
    for candidate in (whole, *re.split(r"[\s|;]+", whole), re.sub(r"\(.*?\)", "", whole)):
        for spelling in (candidate, re.sub(r"\(.*$", "", candidate)):
            if code := _industry_names().get(_squeeze(spelling)):
                return code
    return None


def type_name(code: str) -> str:
    """The employer type's name; raises KeyError for an unknown code."""
    return {row["code"]: row["name"] for row in rows("employer_types")}[code]


def _check_character(first17: str) -> str:
    total = sum(_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(first17))
    return _ALPHABET[(31 - total % 31) % 31]


def _squeeze(text: str) -> str:
    """Names differ in brackets, blanks and the kind of comma only."""
    return re.sub(r"[\s,，、/.]", "", unicodedata.normalize("NFKC", text))


@cache
def _current_codes() -> frozenset[str]:
    return frozenset(row["code"] for row in rows("employer_types") if row["scheme"] == "current")


@cache
def _type_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for row in rows("employer_types"):
        if row["scheme"] == "current":
            for spelling in (row["name"], *row["aliases"].split("|")):
                names[_squeeze(spelling)] = row["code"]
                names[_squeeze(re.sub(r"[(（].*", "", spelling))] = row["code"]
    return {spelling: code for spelling, code in names.items() if spelling}


@cache
def _industry_names() -> dict[str, str]:
    return {
        _squeeze(name): row["code"]
        for row in rows("industries")
        for name in (row["name"], *row["aliases"].split("|"))
        if name
    }

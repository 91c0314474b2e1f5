"""Employers: the credit code, one name for all spellings, the employer type and the industry."""

import re
import unicodedata
from functools import cache

from bot.domain.errors import Accuses, BadUscc
from bot.reference import rows

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
NO_OWNERSHIP = frozenset({"上市公司", "创业公司"})
"""Words that job sites write in the ownership column, although they do not tell the ownership. For example, a state
enterprise may also be a 上市公司.
"""

ACCUSING = re.compile(r"(?<![反防])(?:诈骗|欺诈)|骗[子局人钱]|黑中介|传销|涉嫌|虚假(?!材料)|黑名单|皮包公司|犯罪|违法")
"""Words that accuse an employer. 反诈骗, 防诈骗 and 虚假材料 stand in honest postings."""


def only_facts(text: str) -> str:
    """Return ``text``, which leaves the bot beside an employer's name. Raises Accuses if it accuses the employer."""
    if found := ACCUSING.search(text):
        raise Accuses(found[0])
    return text


def check_uscc(text: str) -> str:
    """Return the 统一社会信用代码 in capitals without blanks. Raises BadUscc, which contains the fault.

    By GB 32100-2015 a code has 18 characters out of 31 (no I, O, S, V, Z), and the last is a check character (weights
    3^i mod 31). Eighteen zeros would pass this check, so they are refused separately. The division code inside is not
    checked, because employers keep codes of abolished divisions.
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
    """Return an employer's name for comparison: half-width, without blanks or punctuation, with one spelling of the
    legal form.
    """
    plain = "".join(unicodedata.normalize("NFKC", name).split()).upper()
    plain = plain.replace("有限责任公司", "有限公司").replace("股份公司", "股份有限公司")
    return re.sub(r"[()\[\]【】<>《》·.,，。、\"'“”‘’—_-]", "", plain)


def parse_employer_type(text: str) -> str | None:
    """Return the code in ``employer_types`` for a current, former or job-site name, or None.

    Two kinds of codes give None. A bare 33 has changed its meaning (中小企业, now 个体工商户). Retired codes (15, 25,
    35) must be mapped by a person.
    """
    plain = _squeeze(text)
    if plain in _current_codes() - {"33"}:
        return plain
    return _type_names().get(plain) or _type_names().get(re.sub(r"\(.*?\)", "", plain))


def parse_industry(text: str) -> str | None:
    """Return the code in ``industries`` for a name, or None if it is not known.

    In a text with several names (``计算机软件 互联网``), the first known one counts. A bare number gives None, because
    employment systems and GB/T 4754 number industries differently.
    """
    whole = unicodedata.normalize("NFKC", text).strip()
    for candidate in (whole, *re.split(r"[\s|;]+", whole), re.sub(r"\(.*?\)", "", whole)):
        for spelling in (candidate, re.sub(r"\(.*$", "", candidate)):
            if code := _industry_names().get(_squeeze(spelling)):
                return code
    return None


def type_name(code: str) -> str:
    return {row["code"]: row["name"] for row in rows("employer_types")}[code]


def _check_character(first17: str) -> str:
    total = sum(_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(first17))
    return _ALPHABET[(31 - total % 31) % 31]


def _squeeze(text: str) -> str:
    """Return the text in half-width, without blanks, commas, slashes and dots, because spellings of one name differ in
    these.
    """
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

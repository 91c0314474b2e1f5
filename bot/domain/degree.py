"""Degrees, and the lowest degree that a posting asks for."""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum


class Degree(IntEnum):
    """Degrees in ascending order, so that two degrees can be compared."""

    COLLEGE = 1  # 专科, 高职
    BACHELOR = 2
    MASTER = 3
    DOCTOR = 4


@dataclass(frozen=True)
class DegreeFloor:
    """The lowest degree that a text asks for.

    ``floor`` is None if any degree is accepted or the text is empty. It is also None if the text was not understood,
    and then ``understood`` is False.
    """

    floor: Degree | None
    understood: bool = True


LABELS = {Degree.COLLEGE: "专科", Degree.BACHELOR: "本科", Degree.MASTER: "硕士", Degree.DOCTOR: "博士"}

_NAMES = (
    (Degree.COLLEGE, re.compile(r"大专|专科|高专|高职|专本|本专")),
    (Degree.BACHELOR, re.compile(r"本科|学士|本硕|双学位|大学(?!专科|本科)")),
    (Degree.MASTER, re.compile(r"硕士|硕博|(?<!博士)研究生|MBA|EMBA")),
    (Degree.DOCTOR, re.compile(r"博士|PH\.?D")),
)
_BELOW_COLLEGE = re.compile(r"高中|中专|中技|技校|(?<!高)职高|初中|小学|[以及]下")
_ANY = re.compile(r"不限|不作?要求|无要求|不做要求|均可|^无$|^/$|^-+$")
_PREFERRED = re.compile(r"[^,，;；。、]*优先")


def label(degree: Degree) -> str:
    """Return the Chinese name of a degree: BACHELOR → 本科."""
    return LABELS[degree]


def parse_degree(text: str) -> DegreeFloor:
    """Return the lowest degree that the text asks for: ``本科/硕士`` → 本科.

    Texts such as 不限, 高中 and 中专 set no floor. A degree that is only preferred (``硕士优先``) sets none either.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    demanded = _PREFERRED.sub("", plain)
    if not demanded or _ANY.search(demanded) or _BELOW_COLLEGE.search(demanded):
        return DegreeFloor(None)
    named = [degree for degree, pattern in _NAMES if pattern.search(demanded)]
    return DegreeFloor(min(named)) if named else DegreeFloor(None, understood=False)

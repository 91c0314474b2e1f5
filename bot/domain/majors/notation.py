"""Reading the 专业要求 of a posting as codes of the catalogues."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from bot.domain.degree import Degree
from bot.domain.majors import catalogue


@dataclass(frozen=True)
class Majors:
    """The majors that a posting asks for.

    - ``soft`` (相关专业, 优先): the codes add points and exclude no graduate.
    - ``unlimited``: the text is empty or says 不限.
    - ``unknown``: the parts that were not understood. If there are any, the codes must not exclude a graduate.
    """

    codes: frozenset[str]
    soft: bool = False
    unlimited: bool = False
    unknown: tuple[str, ...] = ()

    @property
    def understood(self) -> bool:
        return not self.unknown


_UNLIMITED = re.compile(
    r"(?:所学|对)?专业[^,;。]{0,2}(?:不限制?|无要求|不作?要求|不做要求)|不限(?:制?专业)?|各类?专业均可|所有专业|任何专业|^无要求$|^无$|^均可$|^/$|^-+$"
)
_SOFT = re.compile(r"相关|相近|类似|近似|优先|等专业")
_BROAD = re.compile(r"相关|类")
_CODE = re.compile(r"\(?(Y?\d{6}[KT]{0,2}|Y?\d{4}[KT]{0,2})(?![0-9])\)?")
_LABEL = re.compile(r"^[\s、]*(专科|大专|高职|本科|硕士研究生|博士研究生|研究生|硕士|博士)[^:]{0,4}:")
_LEVELS = {"专": Degree.COLLEGE, "大": Degree.COLLEGE, "高": Degree.COLLEGE, "本": Degree.BACHELOR}
_DIRECTION = re.compile(r"\(([^()]*)方向\)")
_GLUE = re.compile(
    r"(?:等|或|及|和)*(?:相关)?工程类专业|相关的?|相近的?|类似|近似|专业类?|方向|学科|背景|优先(?:考虑|录用)?|毕业生?|或者|以及|其他|其它|"
    r"包括|本科|研究生|要求|需求|均可|皆可|等等|[、,/\\|;:+&.。()\[\]【】“”\"'<>《》 或及和与等含类的]"
)


def parse_majors(text: str, degree: Degree | None = None) -> Majors:
    """Return the majors in a text. ``degree`` is the degree floor of the posting.

    - A bare ``0814`` is 土木工程 for 硕士, and 地质类 otherwise.
    - For 专科, the corresponding college 专业类 are added.
    - ``专业不限,理工科优先`` is unlimited and has soft codes.
    - In a clause with labels such as ``本科:``, only codes of that level count.
    """
    plain = re.sub(r"\s+", "、", unicodedata.normalize("NFKC", text).strip()).upper()
    rest = _UNLIMITED.sub("", plain)
    unlimited = rest != plain or not plain
    codes: set[str] = set()
    unknown: list[str] = []
    for clause in re.split(r"[;。]", rest):
        found, odd = _read_clause(clause, degree)
        codes |= found
        unknown += odd
    soft = bool(_SOFT.search(rest)) or (unlimited and bool(codes))
    return Majors(frozenset(codes), soft, unlimited, tuple(dict.fromkeys(unknown)))


def _read_clause(clause: str, degree: Degree | None) -> tuple[set[str], list[str]]:
    labelled = _LABEL.match(clause)
    own_level = _LEVELS.get(labelled[1][0], Degree.MASTER) if labelled else None
    body = clause[labelled.end() :] if labelled else clause
    body, directions = _cut_directions(body)
    codes, unknown = _scan(body, own_level or degree)
    codes |= directions
    if own_level:
        codes = {code for code in codes if catalogue.level(code) is own_level}
    elif degree is Degree.COLLEGE:
        bachelor = [code for code in codes if catalogue.level(code) is Degree.BACHELOR]
        codes |= {twin for code in bachelor for twin in catalogue.college_twins(code)}
    return codes, unknown


def _cut_directions(clause: str) -> tuple[str, set[str]]:
    codes: set[str] = set()
    for inside in _DIRECTION.findall(clause):
        named = catalogue.terms().get(inside, ())
        codes.update(code for code in named if catalogue.level(code) is Degree.BACHELOR)
    return _DIRECTION.sub("", clause), codes


def _scan(body: str, degree: Degree | None) -> tuple[set[str], list[str]]:
    """Return (codes, parts that were not understood) of a clause. Between two names, there must be glue such as 、 or
    或.
    """
    broad = bool(_BROAD.search(body))
    codes: set[str] = set()
    unknown: list[str] = []
    pieces = _pieces(body)
    for (piece, is_glue), (following, _) in pairwise([*pieces, ("", True)]):
        if is_glue:
            continue
        found = _named(piece, broad) or _coded(piece, degree)
        if not found:
            unknown.append(piece)
        elif following == "类":  # 软件工程类 means the 专业类 of 软件工程
            found |= {catalogue.ancestors(code)[0] for code in found if len(catalogue.bare(code)) == 6}
        codes |= found
    return codes, unknown


def _pieces(body: str) -> list[tuple[str, bool]]:
    """Return (piece, whether it is glue). Names are tried first, because a name may contain glue:
    机械设计制造及其自动化.
    """
    pieces: list[tuple[str, bool]] = []
    at = 0
    while at < len(body):
        term = _term_pattern().match(body, at)
        glue = None if term else _GLUE.match(body, at)
        if glue:
            pieces.append((glue[0], True))
            at = glue.end()
            continue
        end = _end_of_word(body, term.end() if term else at + 1)
        pieces.append((body[at:end], False))
        at = end
    return pieces


def _end_of_word(body: str, at: int) -> int:
    while at < len(body):
        if code := _CODE.match(body, at):
            at = code.end()
        elif _GLUE.match(body, at):
            break
        else:
            at += 1
    return at


def _named(piece: str, broad: bool) -> set[str]:
    """Return the codes of a name. A code that is written beside the name takes priority."""
    term = piece
    if code := _CODE.search(piece):
        term = piece[: code.start()]
        coded = _decide(code[1], set(catalogue.terms().get(term, ()))) if term else None
        return {coded} if coded else set()
    if broad and term in catalogue.broad_terms():
        return set(catalogue.broad_terms()[term])
    return set(catalogue.terms().get(term, ()))


def _coded(piece: str, degree: Degree | None) -> set[str]:
    code = _CODE.fullmatch(piece)
    if not code:
        return set()
    graduate = degree is not None and degree >= Degree.MASTER
    found = catalogue.canonical("Y" + code[1]) if graduate else None
    found = found or _decide(code[1], set())
    return {found} if found else set()


def _decide(code: str, named: set[str]) -> str | None:
    """Return ``code`` as the catalogue writes it, or None. ``named`` contains the codes of the name beside it.

    Six digits that end in 00 are a graduate discipline (120100 → Y1201). Four digits are one only if ``named`` contains
    it: 土木工程(0814) is Y0814, although a bare 0814 is 地质类.
    """
    if re.fullmatch(r"\d{4}00", code) or "Y" + code in named:
        return catalogue.canonical("Y" + code[:4])
    found = catalogue.canonical(code)
    return found or (catalogue.canonical("Y" + code[:4]) if "Y" + code[:4] in named else None)


@cache
def _term_pattern() -> re.Pattern[str]:
    ordered = sorted(catalogue.terms(), key=len, reverse=True)
    return re.compile("|".join(re.escape(term) for term in ordered))

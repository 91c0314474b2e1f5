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
_CODE = re.compile(r"\(?((?:[A-Z]?\d{6}|[A-Z]?\d{4})[KT]{0,2}|(?<=\()\d{2}(?=\)))(?![0-9])\)?")
_CODE_BEFORE = re.compile(r"(?<![\w(])[A-Z]?\d{2,6}[KT]{0,2}(?=[\u4e00-\u9fff])")
"""A code or the number of a provincial group before a name (0301法学, 06法律类). The name decides."""
_LABEL = re.compile(r"^[\s、]*(专科|大专|高职|本科|硕士研究生|博士研究生|研究生|硕士|博士)[^:]{0,4}:")
_CLAUSES = re.compile(r"[;。]|[、,](?=(?:专科|大专|高职|本科|硕士|博士|研究生)[^:、,]{0,4}:)")
_LEVELS = {"专": Degree.COLLEGE, "大": Degree.COLLEGE, "高": Degree.COLLEGE, "本": Degree.BACHELOR}
_CLASS_WORD = re.compile(r"类(?=\([A-Z]?\d)")
_DIRECTION = re.compile(r"\(([^()]*)方向\)")
_GLUE = re.compile(
    r"(?:等|或|及|和)*(?:相关)?工程类专业|门类|相关的?|相近的?|类似|近似|专业类?|方向|学科|背景|优先(?:考虑|录用)?|毕业生?|或者|以及|其他|其它|"
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
    codes: set[str] = set()
    unknown: list[str] = []
    unlimited = not plain
    for clause in _CLAUSES.split(plain):
        rest = _UNLIMITED.sub("", clause)
        labelled = _LABEL.match(rest)
        level = _LEVELS.get(labelled[1][0], Degree.MASTER) if labelled else None
        if rest != clause and level:
            codes |= catalogue.everything(level)
        unlimited = unlimited or (rest != clause and not level)
        found, odd = _read_clause(rest[labelled.end() :] if labelled else rest, level, degree)
        codes |= found
        unknown += odd
    soft = bool(_SOFT.search(_UNLIMITED.sub("", plain))) or (unlimited and bool(codes))
    return Majors(frozenset(codes), soft, unlimited, tuple(dict.fromkeys(unknown)))


def _read_clause(body: str, own_level: Degree | None, degree: Degree | None) -> tuple[set[str], list[str]]:
    body, directions = _cut_directions(_CODE_BEFORE.sub("", body))
    codes, unknown = _scan(body, own_level, degree)
    codes |= {code for code in directions if own_level in (None, catalogue.level(code))}
    if not own_level and degree is Degree.COLLEGE:
        bachelor = [code for code in codes if catalogue.level(code) is Degree.BACHELOR]
        codes |= {twin for code in bachelor for twin in catalogue.college_twins(code)}
    return codes, unknown


def _cut_directions(clause: str) -> tuple[str, set[str]]:
    codes: set[str] = set()
    for inside in _DIRECTION.findall(clause):
        named = catalogue.terms().get(inside, ())
        codes.update(code for code in named if catalogue.level(code) is Degree.BACHELOR)
    return _DIRECTION.sub("", clause), codes


def _scan(body: str, own_level: Degree | None, degree: Degree | None) -> tuple[set[str], list[str]]:
    """Return (codes, parts that were not understood) of a clause.

    Between two names, there must be glue such as 、 or 或. If ``own_level`` is given, only its codes
    count, and a name without such a code is not understood.
    """
    broad = bool(_BROAD.search(body))
    codes: set[str] = set()
    unknown: list[str] = []
    pieces = _pieces(body)
    for (piece, is_glue), (following, _) in pairwise([*pieces, ("", True)]):
        if is_glue:
            continue
        found = _named(piece, broad) or _coded(piece, own_level or degree)
        if following == "类":  # 软件工程类 means the 专业类 of 软件工程
            found |= {catalogue.ancestors(code)[0] for code in found if len(catalogue.bare(code)) == 6}
        if own_level:
            found = {code for code in found if catalogue.level(code) is own_level} or _discipline(piece, own_level)
        if not found:
            unknown.append(piece)
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
        end = _end_of_word(body, _after_class(body, term.end()) if term else at + 1)
        pieces.append((body[at:end], False))
        at = end
    return pieces


def _after_class(body: str, at: int) -> int:
    """Return the place after 类, if a code in brackets follows it: 土木类(0810) is one piece."""
    return at + 1 if _CLASS_WORD.match(body, at) else at


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
    """Return the codes of a name. A code beside it only confirms one of them.

    A code of an older or a provincial catalogue confirms none of them, so it is ignored.
    """
    code = _CODE.search(piece)
    term = piece[: code.start()] if code else piece
    if term.endswith("类") and term not in catalogue.terms():
        term, broad = term[:-1], True
    listed = catalogue.broad_terms() if broad and term in catalogue.broad_terms() else catalogue.terms()
    named = set(listed.get(term, ()))
    return _confirmed(named, code[1], term) if code and term else named


def _confirmed(named: set[str], code: str, term: str) -> set[str]:
    digits = code.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if len(digits) == 2:  # 经济学(02) is the whole 门类
        whole = {known for known in (digits, f"Y{digits}") if catalogue.canonical(known)}
        return {known for known in whole if catalogue.name(known) == term} or named
    stem = digits[:4] if digits.endswith("00") else digits  # 120100 is the graduate discipline 1201
    picked = {known for known in named if catalogue.bare(known).removeprefix("Y") == stem}
    if not named and code[0] in "Y0123456789" and (found := catalogue.canonical(code)):
        return {found}
    return picked or named


def _discipline(piece: str, level: Degree) -> set[str]:
    """Return the graduate discipline of a six-digit code beside a name that has no graduate code: 会计学（120201）."""
    code = _CODE.search(piece)
    found = catalogue.canonical(f"Y{code[1][:4]}") if code and level is Degree.MASTER else None
    return {found} if found else set()


def _coded(piece: str, degree: Degree | None) -> set[str]:
    code = _CODE.fullmatch(piece)
    if not code:
        return set()
    graduate = degree is not None and degree >= Degree.MASTER
    found = catalogue.canonical("Y" + code[1]) if graduate else None
    found = found or catalogue.canonical(code[1])
    return {found} if found else set()


@cache
def _term_pattern() -> re.Pattern[str]:
    ordered = sorted(catalogue.terms(), key=len, reverse=True)
    return re.compile("|".join(re.escape(term) for term in ordered))

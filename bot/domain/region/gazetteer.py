"""The names of places, and the places that each name may mean.

``counties.csv`` (name, prefecture, last year of a former name) comes from china-division 2.7.0 (WTFPL). It has the
counties of 2023, and the towns of 东莞 and 中山, which have no counties. Former names since 2002 come from gb2260 0.4.1
(BSD) and cpca 0.5.5 (MIT). Years were checked against python-stdnum 2.2 (LGPL). ``places.csv`` has other names: zones,
macro regions, countries, 全国.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from bot.reference import rows

from .tree import divisions

Reading = tuple[str, ...]  # the codes that one reading of a name means

# The peoples after whom autonomous counties and prefectures are named.
_PEOPLES = (
    "蒙古族?|回族?|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|"
    "傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|"
    "仡佬族|锡伯|普米族|怒族|裕固族|保安族|独龙族|各族|塔吉克"
)
_AUTONOMOUS = re.compile(rf"(?:{_PEOPLES})*自治[县州旗]$")
_SUFFIX = re.compile(r"(?:自治区|地区|林区|新区|特区|省|市|区|县|州|盟|旗)$")
# These stems are everyday words, so they are names only with the suffix.
_TOO_PLAIN = frozenset({"经济开发", "高新", "开发", "矿", "城", "郊"})


class Kind(StrEnum):
    PLACE = "place"  # a full name, or the short name of a city: counts anywhere in a text
    STEM = "stem"  # a county without its 县/市: counts only where a place is expected
    DISTRICT = "district"  # a district without its 区: counts only directly after its city
    ZONE = "zone"  # 高新区, 经开区: every city has such a zone
    MACRO = "macro"  # 东北, 长三角: counts only by itself
    INSIDE = "inside"  # 省内
    OUTSIDE = "outside"  # 省外
    NATION = "nation"  # 全国
    REMOTE = "remote"  # 远程
    OVERSEAS = "overseas"  # 海外


SPOTS = frozenset(Kind) - {Kind.NATION, Kind.REMOTE, Kind.OUTSIDE}  # the kinds that name a place


@dataclass(frozen=True)
class Entry:
    """The possible places of a name. Directly after a city, the places in ``inner`` are possible too."""

    kind: Kind
    readings: tuple[Reading, ...] = ()
    inner: tuple[Reading, ...] = ()
    sure: bool = True  # False if it is only the usual reading, which a person must confirm
    short: bool = False  # written without 省/市/区/县, so it may be the name of a street or a house


@cache
def names() -> dict[str, Entry]:
    """Map each name to its entry. An entry in ``places.csv`` takes priority over the tables of divisions."""
    found: dict[str, Entry] = {}
    for name, kind, code in _official():
        short = not _SUFFIX.search(name)
        found[name] = _joined(found.get(name), kind, (code,), short)
    return found | dict(_special())


@cache
def lengths() -> dict[str, tuple[int, ...]]:
    """Map two characters to the lengths of the names that begin with them, the longest first."""
    found: dict[str, set[int]] = {}
    for name in names():
        found.setdefault(name[:2], set()).add(len(name))
    return {start: tuple(sorted(sizes, reverse=True)) for start, sizes in found.items()}


def _joined(old: Entry | None, kind: Kind, reading: Reading, short: bool) -> Entry:
    """Return the entry of a name with one more meaning.

    The short name of a city takes priority over the stem of a county. The stem of a county takes priority over the stem
    of a district.
    """
    if old is None:
        old = Entry(kind, short=short)
    if kind is Kind.DISTRICT:
        return Entry(old.kind, old.readings, (*old.inner, reading), short=old.short)
    if (old.kind is Kind.PLACE and kind is Kind.STEM) or reading in old.readings:
        return old
    if old.kind is not kind:
        return Entry(kind, (reading,), old.inner, short=short)
    return Entry(kind, (*old.readings, reading), old.inner, short=short)


def _official() -> Iterator[tuple[str, Kind, str]]:
    """Yield (name, kind, code) of every division. Large divisions come first, so that their
    short names take priority.
    """
    for code, row in divisions().items():
        county = row["level"] == "县级"
        yield row["name"], Kind.PLACE, code
        if not county and row["short_name"] != row["name"]:
            yield row["short_name"], Kind.PLACE, code
        if county or _AUTONOMOUS.search(row["name"]):
            yield from ((name, kind, code) for name, kind in _stems(row["name"]))
        if county and _AUTONOMOUS.search(row["name"]):
            yield row["short_name"], Kind.STEM, code  # 前郭
    yield from _counties()


def _counties() -> Iterator[tuple[str, Kind, str]]:
    """Yield (name, kind, code) of every county. A former name is skipped if a present county has it."""
    counties = [(row["name"], row["prefecture"], row["until"]) for row in rows("counties")]
    counties += [(row["name"], row["codes"], "") for row in rows("places") if row["kind"] == "district"]
    living = {name for name, _, until in counties if not until}
    finer = {row["name"] for row in divisions().values() if row["level"] == "县级"}
    for name, code, until in counties:
        if (until and name in living) or (code.startswith("22") and name in finer):
            continue
        yield name, Kind.PLACE, code
        yield from ((stem, kind, code) for stem, kind in _stems(name))


def _stems(name: str) -> Iterator[tuple[str, Kind]]:
    """Yield the short forms of a name: 伊通满族自治县 → 伊通县, 伊通; 五华区 → 五华 (only after 昆明)."""
    stem = _AUTONOMOUS.sub("", name)
    if stem != name:
        yield f"{stem}{name[-1]}", Kind.PLACE
    else:
        stem = name[:-1] if name[-1] in "市区县旗" else name
    if len(stem) < 2 or stem == name or stem in _TOO_PLAIN:
        return
    yield stem, Kind.DISTRICT if name.endswith("区") and len(stem) == 2 else Kind.STEM


def _special() -> Iterator[tuple[str, Entry]]:
    for row in rows("places"):
        if row["kind"] != "district":
            codes = tuple(filter(None, row["codes"].split(";")))
            short = not _SUFFIX.search(row["name"])
            yield row["name"], Entry(Kind(row["kind"]), (codes,) if codes else (), sure=row["sure"] == "1", short=short)

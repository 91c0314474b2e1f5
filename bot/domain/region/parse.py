"""Reading places as employers write them: 吉林省-长春市-南关区, 长春/沈阳, 昆明五华区篆塘路8号, 全国."""

import re
import unicodedata
from dataclasses import dataclass, replace

from .gazetteer import SPOTS, Kind, Reading
from .mentions import Mention, mentions
from .tree import HOME_PROVINCE, ancestors, current, is_within, was_within

_MAINLY_NAMES = 8  # most characters of an item: a list of places has short items
_ANYWHERE = re.compile(r"[东西南北新老旧][市郊]区|[市郊]区|市中区|新城区|城关区|城区")
"""Names that people give to a part of any city. Without a city before them, a person must decide."""
_ADDRESS = re.compile(r"[\d路街道园楼厦栋幢室]")


@dataclass(frozen=True)
class Regions:
    """The places of a posting, as codes of counties in Jilin and of prefectures elsewhere. 990000 is abroad.

    A person must decide about ``ambiguous`` names, and ``codes`` contains none of their meanings.
    ``unknown`` contains texts that name no place. ``outside`` stands for 省外.
    """

    codes: tuple[str, ...] = ()
    nationwide: bool = False
    remote: bool = False
    overseas: bool = False
    outside: bool = False
    ambiguous: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def understood(self) -> bool:
        """Whether the text names a place and leaves nothing for a person to decide."""
        read = self.codes or self.nationwide or self.remote or self.overseas or self.outside
        return bool(read) and not self.ambiguous and not self.unknown


@dataclass(frozen=True)
class _Found:
    name: str
    codes: Reading
    sure: bool = True
    listed: bool = False  # an item of a list, after the place before it


def parse_region(text: str, home_city: str | None = None) -> Regions:
    """Return the places that a text names. Never raises.

    ``home_city`` (a prefecture code) is the city of a district that is named without a city. For a text published on
    campus it is the school's city, and for other texts None.
    """
    text = unicodedata.normalize("NFKC", text).strip(" []'\"\n\t。.")
    if not text:
        return Regions()
    if re.fullmatch(r"\d{6}", text) and (code := current(text)):
        return Regions((code,))
    hits = tuple(mentions(text))
    found = _as_siblings(_fold(hits, home_city))
    flags = _flags(hits)
    codes = tuple(dict.fromkeys(code for place in found if place.sure for code in place.codes))
    ambiguous = [place.name for place in found if not place.sure]
    ambiguous += [hit.name for hit in hits if hit.entry.kind not in SPOTS and not hit.entry.sure]
    if not codes and not ambiguous and not any(flags.values()):
        return Regions(unknown=(text,))
    return Regions(codes, ambiguous=tuple(dict.fromkeys(ambiguous)), unknown=_strangers(text, hits), **flags)


def _fold(hits: tuple[Mention, ...], home: str | None) -> list[_Found]:
    found: list[_Found] = []
    for hit in hits:
        if hit.entry.kind not in SPOTS:
            continue
        if found and found[-1].codes:
            _continue(found, hit)
        elif (place := _begin(hit, hits, home)) is not None:
            found.append(place)
    return found


def _begin(hit: Mention, hits: tuple[Mention, ...], home: str | None) -> _Found | None:
    """Return the first place of a text. If it has several readings, the rest of the text decides, and then the home
    city.
    """
    match hit.entry.kind:
        case Kind.ZONE:
            return _Found(hit.name, (home,)) if home else _whose_zone(hit, hits)
        case Kind.INSIDE:
            return _Found(hit.name, (_province(home),))
        case Kind.MACRO | Kind.OVERSEAS:
            readings = hit.entry.readings
            return _Found(hit.name, readings[0] if readings else (), hit.entry.sure)
    readings = hit.entry.readings
    if len(readings) <= 1:
        sure = hit.entry.sure and not _ANYWHERE.fullmatch(hit.name)
        return _Found(hit.name, readings[0], sure) if readings else None
    plain = [other.entry.readings[0] for other in hits if len(other.entry.readings) == 1]
    for scope in (*plain, (home,) if home else ()):
        inside = _within(readings, scope)
        if len(inside) == 1:
            return _Found(hit.name, inside[0])
    proposal = _within(readings, (_province(home),))
    return _Found(hit.name, proposal[0] if len(proposal) == 1 else (), sure=False)


def _whose_zone(hit: Mention, hits: tuple[Mention, ...]) -> _Found | None:
    """Return the place of a 高新区 without a city before it, or None if a later place in the text decides."""
    later = any(other.start > hit.start and other.entry.kind is Kind.PLACE for other in hits)
    return None if later else _Found(hit.name, (), sure=False)


def _continue(found: list[_Found], hit: Mention) -> None:
    """Process a further name: a part of the last place, a place beside it, or a word in an
    address, which is skipped.
    """
    last, entry = found[-1], hit.entry
    readings = (*entry.readings, *entry.inner) if hit.enters else entry.readings
    inside = _within(readings, last.codes)
    if hit.enters and not inside:
        inside = [r for r in readings if any(was_within(r[0], code) for code in last.codes)]
    if hit.lists and not (hit.enters and (inside or entry.kind is Kind.ZONE)):
        _list(found, hit)
    elif len(inside) == 1 and inside[0] != last.codes:
        found[-1] = _Found(hit.name, inside[0], listed=last.listed)


def _list(found: list[_Found], hit: Mention) -> None:
    """Add a place beside the last one. If it has several readings, the one nearest to the last place counts."""
    readings, last = hit.entry.readings, found[-1].codes
    if hit.entry.kind is Kind.ZONE or not readings:
        return
    around = [(up,) for code in last for up in ancestors(code)]
    for near in (*(_within(readings, scope) for scope in around), list(readings)):
        if len(near) == 1:
            if not (hit.enters and _holds(near[0], last)):  # 南山区 深圳 is one place, not two
                found.append(_Found(hit.name, near[0], hit.entry.sure, listed=True))
            return
    found.append(_Found(hit.name, (), sure=False, listed=True))


def _holds(outer: Reading, inner: Reading) -> bool:
    return any(is_within(code, around) for code in inner for around in outer)


def _as_siblings(found: list[_Found]) -> list[_Found]:
    """Read 吉林 as the city in a list of cities like 长春、吉林、四平. Elsewhere it may be the province."""
    neighbours = [*found[1:], None]
    for at, place in enumerate(found):
        after = neighbours[at]
        listed = place.listed or (after is not None and after.listed)
        if listed and len(place.codes) == 2 and is_within(place.codes[1], place.codes[0]):
            found[at] = replace(place, codes=place.codes[1:], sure=True)
    return found


def _within(readings: tuple[Reading, ...], scopes: Reading) -> list[Reading]:
    return [r for r in readings if all(any(is_within(code, scope) for scope in scopes) for code in r)]


def _province(home: str | None) -> str:
    return (home, *ancestors(home))[-1] if home else HOME_PROVINCE


def _flags(hits: tuple[Mention, ...]) -> dict[str, bool]:
    kinds = {hit.entry.kind for hit in hits}
    return {
        "nationwide": Kind.NATION in kinds,
        "remote": Kind.REMOTE in kinds,
        "overseas": Kind.OVERSEAS in kinds,
        "outside": Kind.OUTSIDE in kinds,
    }


def _strangers(text: str, hits: tuple[Mention, ...]) -> tuple[str, ...]:
    """Return the items of a list of places that name no place. An address is no such list."""
    items = [item for item in re.split(r"[、/,;|]", text) if item.strip()]
    if len(items) < 2 or any(len(item) > _MAINLY_NAMES or _ADDRESS.search(item) for item in items):
        return ()
    return tuple(item.strip() for item in items if not any(hit.name in item for hit in hits))

"""The places that a text names. A name within the name of a street, a building or a firm is left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .gazetteer import SPOTS, Entry, Kind, lengths, names

_MARKS = r"\s、/,;|+&()\[\]【】"
_INNER = re.compile(r"[\s\-—–~·•()\[\]【】:>]*")  # characters between a place and a smaller place in it
_LIST = re.compile(rf"[{_MARKS}]*(?:或者?|以?及|和|与)?[{_MARKS}]*")
_BEFORE = re.compile(rf"(?:^|[{_MARKS}:\-—–·•]|[在驻址地往可于点到去至赴]|支持|接受)$")  # a place may begin after this
_AFTER = re.compile(rf"(?:地区|区域|各地|等地|等城市|一带|内)?(?:$|[{_MARKS}:\-—–·•])")
# Words that make a short name the name of a street (北京路) or a house (上海大厦).
_STREET = re.compile(
    r"[东西南北中新老外内大小一二三四五六七八九十]{0,3}(?:路|街|大道|大街|道(?=\d|与)|巷|胡同|弄|里\d)"
    r"|大?(?:厦|广场|酒店|饭店|宾馆|商城|商厦|花园|花苑|小区|公寓|公馆|银行|证券|保险|公园|大楼|城\d|苑|庄园|名居|大学(?!城)|学院|中学|小学|医院)"
)
# By the rules on enterprise names the name of a firm begins with its place of registration. So 云南…公司 is read as a
# place where a place may begin. Inside a longer text it tells the origin of a firm, and not the place of work.
_FIRM = re.compile(r"[^\s,;()]{0,25}(?:公司|集团|事务所|股份)")
# Only a place has these words after the stem of a county: 昆山人民路 is in 昆山, 海伦国际写字楼 is not in 海伦.
_TOWN = re.compile(
    r"[^\s,;()路街号]{0,6}(?:镇|乡|街道|开发区|(?:工业|科技|产业|医药)园|新区|高新区|大学城)"
    r"|[^\s,;()\d]{2,3}(?:路|街|大道)"
)
_THEME = re.compile(r"风情|风格|料理|美食|菜|餐|小镇|进口|品牌|语")  # a country may be the theme of a mall
_ZONE = re.compile(r"(?:经济|高新)(?:技术|产业)*开发区|高新区|经开区")


@dataclass(frozen=True)
class Mention:
    """A known name in the text. ``gap`` is the text between the previous name and this one."""

    start: int
    end: int
    name: str
    entry: Entry
    gap: str

    @property
    def enters(self) -> bool:
        """Whether this name may lie in the place before it, because only a joiner separates them: 长春-南关."""
        return _INNER.fullmatch(self.gap) is not None

    @property
    def lists(self) -> bool:
        """Whether the gap separates the items of a list: 长春、沈阳."""
        return self.gap != "" and _LIST.fullmatch(self.gap) is not None


def _scan(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, name) of the longest known names, from left to right and without overlaps."""
    known, sizes, at = names(), lengths(), 0
    while at < len(text) - 1:
        size = next((n for n in sizes.get(text[at : at + 2], ()) if text[at : at + n] in known), 0)
        if size:
            yield at, at + size, text[at : at + size]
        at += size or 1


def mentions(text: str) -> Iterator[Mention]:
    """Yield the names that the text uses as places, from left to right."""
    end = None
    spans = tuple(_scan(text))
    full = {start for start, _, name in spans if not names()[name].short}
    for start, stop, name in spans:
        entry = _with_zone(names()[name], text, stop)
        if entry.short and entry.kind in SPOTS and stop not in full and _STREET.match(text, stop):
            continue  # in 台州路桥区 there is no street: 路桥区 is a full name
        begins = end == start or _BEFORE.search(text[:start]) is not None
        if entry.kind is Kind.DISTRICT and end is None:
            continue  # 宝安西乡 without 深圳 before it may be anywhere
        if entry.kind is Kind.OVERSEAS and _THEME.match(text, stop):
            continue
        if _is_a_place(text, stop, entry, begins, first=end is None):
            yield Mention(start, stop, name, entry, "" if end is None else text[end:start])
            end = stop


def _with_zone(entry: Entry, text: str, stop: int) -> Entry:
    """Return a full place if a zone follows a district, because 余杭经济开发区 is as clear as 余杭区."""
    if entry.kind is Kind.DISTRICT and _ZONE.match(text, stop):
        return replace(entry, kind=Kind.PLACE, readings=entry.inner)
    return entry


def _is_a_place(text: str, stop: int, entry: Entry, begins: bool, first: bool) -> bool:
    ends = _AFTER.match(text, stop) is not None
    match entry.kind:
        case Kind.PLACE:
            return begins or not (first and entry.short and _FIRM.match(text, stop))
        case Kind.STEM if first:
            return begins and (ends or _TOWN.match(text, stop) is not None)
        case Kind.MACRO | Kind.OUTSIDE:
            return begins and ends
        case Kind.REMOTE | Kind.INSIDE:
            return begins or ends
        case _:
            return begins

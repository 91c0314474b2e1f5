"""The tree of administrative divisions (GB/T 2260): province, prefecture, and in Jilin the county."""

from collections import Counter
from functools import cache

from bot.reference import rows

HOME_PROVINCE = "220000"  # 留省 is counted for Jilin (SEED 15)
ABROAD = "990000"  # our own code: no division outside China has one


@cache
def divisions() -> dict[str, dict[str, str]]:
    """The rows of ``divisions.csv`` that have a code, by code."""
    return {row["code"]: row for row in rows("divisions") if row["code"]}


@cache
def _shared_short_names() -> frozenset[str]:
    counts = Counter(row["short_name"] for row in divisions().values())
    return frozenset(name for name, count in counts.items() if count > 1)


@cache
def _former() -> dict[str, str]:
    return {
        former: code
        for code, row in divisions().items()
        for former in row["former_codes"].split("|")
        if former and former not in divisions()
    }


def current(code: str) -> str | None:
    """The division a six-digit code stands for today: 220381 (公主岭 until 2020) is 220184, a county outside
    Jilin is its prefecture. None for a code of no province."""
    code = _former().get(code, code)
    return next((known for known in (code, *ancestors(code)) if known in divisions()), None)


@cache
def ancestors(code: str) -> tuple[str, ...]:
    """Codes of the divisions that hold this one, nearest first, itself excluded: 220104 -> 220100, 220000."""
    row = divisions().get(code)
    if row is not None:
        parent = row["parent_code"]
        return (parent, *ancestors(parent)) if parent else ()
    by_digits = (code[:4] + "00", code[:2] + "0000")
    return tuple(known for known in by_digits if known not in (code, ABROAD) and known in divisions())


def is_within(code: str, other: str) -> bool:
    """Whether ``code`` is ``other`` or lies in it."""
    return code == other or other in ancestors(code)


def was_within(code: str, other: str) -> bool:
    """Whether ``code`` lay in the prefecture ``other`` before it was moved: 公主岭 lay in 四平 until 2020."""
    row = divisions().get(code)
    return row is not None and any(f"{old[:4]}00" == other for old in row["former_codes"].split("|"))


def in_province(code: str, province: str = HOME_PROVINCE) -> bool:
    return is_within(code, province)


def name(code: str) -> str:
    """The short name (长春), or the full one for districts and where two divisions share it (吉林市, 通化县).

    Raises KeyError for a code the table does not have.
    """
    row = divisions()[code]
    district = row["level"] == "县级" and row["name"].endswith("区")
    return row["name"] if district or row["short_name"] in _shared_short_names() else row["short_name"]


def full_name(code: str) -> str:
    """吉林省长春市朝阳区. Raises KeyError for a code the table does not have."""
    return divisions()[code]["full_name"]


@cache
def provinces() -> tuple[str, ...]:
    """The 34 province-level codes, in the order of the code table."""
    return tuple(code for code, row in divisions().items() if row["level"] == "省级")


@cache
def cities(province: str) -> tuple[str, ...]:
    """Prefectures and the counties that answer to the province directly; none for a municipality."""
    return tuple(code for code, row in divisions().items() if row["parent_code"] == province)

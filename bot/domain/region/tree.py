"""The tree of divisions (GB/T 2260): provinces, prefectures, and the counties of Jilin."""

from collections import Counter
from functools import cache

from bot.reference import rows

HOME_PROVINCE = "220000"  # 留省 is counted for Jilin (SEED 15)
ABROAD = "990000"  # a code of our own: GB/T 2260 has none outside China


@cache
def divisions() -> dict[str, dict[str, str]]:
    """Map each code to its row in ``divisions.csv``."""
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
    """Return the present code of a division: 220381 (公主岭 until 2020) → 220184.

    A county outside Jilin gives its prefecture. An unknown province gives None.
    """
    code = _former().get(code, code)
    return next((known for known in (code, *ancestors(code)) if known in divisions()), None)


@cache
def ancestors(code: str) -> tuple[str, ...]:
    """Return the codes of the divisions that contain ``code``, the nearest first: 220104 → (220100, 220000)."""
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
    """Whether ``code`` was in the prefecture ``other`` before it was moved, as 公主岭 was in 四平 until 2020."""
    row = divisions().get(code)
    return row is not None and any(f"{old[:4]}00" == other for old in row["former_codes"].split("|"))


def in_province(code: str, province: str = HOME_PROVINCE) -> bool:
    return is_within(code, province)


def name(code: str) -> str:
    """Return the short name of a division, such as 长春. Raises KeyError for an unknown code.

    Districts keep their full name, and so do divisions whose short name is not unique.
    """
    row = divisions()[code]
    district = row["level"] == "县级" and row["name"].endswith("区")
    return row["name"] if district or row["short_name"] in _shared_short_names() else row["short_name"]


def full_name(code: str) -> str:
    """Return the name with those of the divisions above it: 吉林省长春市朝阳区. Raises KeyError for an unknown code."""
    return divisions()[code]["full_name"]


@cache
def provinces() -> tuple[str, ...]:
    """Return the codes of the 34 provinces, in the order of the code table."""
    return tuple(code for code, row in divisions().items() if row["level"] == "省级")


@cache
def cities(province: str) -> tuple[str, ...]:
    """Return the codes directly below a province: prefectures and some counties. A municipality has none."""
    return tuple(code for code, row in divisions().items() if row["parent_code"] == province)

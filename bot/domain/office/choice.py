"""Settings that the office may choose, and reading the text that it types for them."""

import re
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date, time
from enum import StrEnum
from typing import Any

from bot.domain.chain.chain import Release
from bot.domain.delivery.quiet_hours import parse_quiet
from bot.domain.errors import BadChoice
from bot.domain.matching.scoring import Weights

MOST_A_DAY = 20
MOST_IN_DIGEST = 8
"""More postings do not fit on a phone screen."""
MOST_POINTS = 100
SHORTEST_DAY = 4
"""The least working hours a day. Shorter days make a deadline of two working hours senseless."""
LONGEST_CONTACT = 40
"""The most characters of a contact: a telephone number and a room."""
NO_QUIET = ("无", "不设", "没有", "取消")
ON, OFF = ("开", "是", "1"), ("关", "否", "0")


class Group(StrEnum):
    """A setting that the office may choose. ``KEYS`` lists the keys under which it is stored."""

    HOURS = "hours"
    QUIET = "quiet"
    RELEASE = "release"
    CAP = "daily_cap"
    DIGEST = "digest_size"
    CATCH_UP = "catch_up"
    WEIGHTS = "weights"
    YEAR = "year"
    CONTACT = "contact"


KEYS: dict[Group, tuple[str, ...]] = {
    Group.HOURS: ("work_start", "work_end"),
    Group.QUIET: ("quiet",),
    Group.RELEASE: ("release",),
    Group.CAP: ("daily_cap",),
    Group.DIGEST: ("digest_size",),
    Group.CATCH_UP: ("catch_up",),
    Group.WEIGHTS: ("weights",),
    Group.YEAR: ("year_begins",),
    Group.CONTACT: ("contact",),
}

WEIGHT_WORDS: dict[str, str] = {
    "major_exact": "专业对口",
    "major_class": "同专业类",
    "major_category": "同学科门类",
    "region_exact": "地点符合",
    "region_broad": "地点大致符合",
    "type_named": "单位类型符合",
    "category_named": "岗位类别符合",
    "pay_above": "薪资超过期望",
    "in_province": "省内岗位",
    "policy": "政策性岗位",
    "lift": "困难帮扶",
}
"""Map each weight's key to the word that the office types for it."""


def parse(group: Group, text: str, current: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values, by key, that the typed text sets: ``3条`` for CAP → ``{"daily_cap": 3}``.

    Weights that the text does not name keep their values in ``current``. Raises BadChoice if the text is not valid.
    """
    text = text.strip().replace("：", ":")
    match group:
        case Group.HOURS:
            return _hours(text)
        case Group.QUIET:
            return {"quiet": _quiet(text)}
        case Group.RELEASE:
            if text not in set(Release):
                raise BadChoice("release")
            return {"release": text}
        case Group.CAP:
            return {"daily_cap": _number(text, 1, MOST_A_DAY)}
        case Group.DIGEST:
            return {"digest_size": _number(text, 1, MOST_IN_DIGEST)}
        case Group.CATCH_UP:
            if text not in (*ON, *OFF):
                raise BadChoice("switch")
            return {"catch_up": text in ON}
        case Group.WEIGHTS:
            return {"weights": _weights(text, current["weights"])}
        case Group.YEAR:
            return {"year_begins": _day_of_year(text)}
        case Group.CONTACT:
            return {"contact": parse_contact(text)}


def parse_contact(text: str) -> str:
    """Return a contact such as ``电话 0431-85550000，行政楼 203 室`` on one line. Raises
    BadChoice if it is not valid.
    """
    contact = " ".join(text.split())
    if not contact or len(contact) > LONGEST_CONTACT:
        raise BadChoice("contact", LONGEST_CONTACT)
    return contact


def _day_of_year(text: str) -> str:
    """Return ``09-01`` for a text such as 9月1日, 9.1 or 09-01."""
    found = re.fullmatch(r"(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*[日号]?", text)
    try:
        day = date(2026, int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise BadChoice("year_day")
    return f"{day:%m-%d}"


def _number(text: str, least: int, most: int) -> int:
    found = re.fullmatch(r"(\d{1,4})\s*[条个次]?", text)
    if not found or not least <= int(found[1]) <= most:
        raise BadChoice("number", least, most)
    return int(found[1])


def _hours(text: str) -> dict[str, str]:
    found = re.fullmatch(r"(\d{1,2}:\d\d)\s*[-—~–至到]\s*(\d{1,2}:\d\d)", text)
    try:
        start, end = (time.fromisoformat(part.zfill(5)) for part in (found.groups() if found else ()))
    except ValueError:
        raise BadChoice("hours") from None
    if (end.hour * 60 + end.minute) - (start.hour * 60 + start.minute) < SHORTEST_DAY * 60:
        raise BadChoice("short_day", SHORTEST_DAY)
    return {"work_start": start.isoformat("minutes"), "work_end": end.isoformat("minutes")}


def _quiet(text: str) -> str:
    if text in NO_QUIET:
        return ""
    try:
        quiet = parse_quiet(text)
    except ValueError:
        raise BadChoice("quiet") from None
    if quiet is None:
        raise BadChoice("quiet")
    if time(11) in quiet or time(15) in quiet:
        raise BadChoice("quiet_day")
    return f"{quiet.start:%H:%M}-{quiet.end:%H:%M}"


def _weights(text: str, current: Mapping[str, int]) -> dict[str, int]:
    """Read weights like ``专业对口 50``, separated by line breaks, commas or semicolons."""
    by_word = {word: key for key, word in WEIGHT_WORDS.items()}
    changed: dict[str, int] = {}
    for part in filter(None, (piece.strip() for piece in re.split(r"[\n,，;；、]+", text))):
        found = re.fullmatch(r"(\D+?)[\s:=]*(\d{1,4})\s*分?", part)
        key = by_word.get(found[1].strip()) if found else None
        if found is None or key is None:
            raise BadChoice("weight", part)
        if int(found[2]) > MOST_POINTS:
            raise BadChoice("number", 0, MOST_POINTS)
        changed[key] = int(found[2])
    if not changed:
        raise BadChoice("weight", text)
    return {**all_weights(current), **changed}


def all_weights(chosen: Mapping[str, int]) -> dict[str, int]:
    """Return the points of every weight: those that the office chose, else the default. Former weights are left out."""
    known = {field.name for field in fields(Weights)}
    return asdict(Weights()) | {key: points for key, points in chosen.items() if key in known}

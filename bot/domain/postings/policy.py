"""Policy posts (SEED 16): 征兵, 三支一扶, 西部计划 … They are matched on eligibility alone.

``reference/policy_positions.csv`` contains the kinds, and the known facts about each kind. Its notes give the rules
(link, contact, 90 days). A post contains 条件, 服务期, 截止, 官方链接, 去向码 and the day of the last check against its
source. It promises nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from urllib.parse import urlsplit

from bot.reference import rows

STALE_AFTER = timedelta(days=90)
PRIVATE = frozenset({"V11"})
"""Kinds that are never published. 一次性求职补贴 (V11) depends on hardship, so each student is notified of it
individually."""
ELIGIBILITY, SERVICE, OPENS = "eligibility", "service", "opens"
LINK, CONTACT, PHONE, CHECKED = "official_link", "contact_name", "contact_phone", "checked_on"
"""The keys of the facts that only a policy post has, as its announcement stores them. Days are stored as YYYY-MM-DD."""


@dataclass(frozen=True)
class Kind:
    code: str
    name: str
    who: str
    """The usual applicants. This is a hint for the person who writes the post. It is never shown as a condition."""
    service: str
    season: str
    site: str
    """The host of its official site, or an empty text if the table names no site."""
    destination: str
    """The 去向代码 under which an accepted student files the position, or an empty text if there is none."""


@dataclass(frozen=True)
class Policy:
    """The part of a row that an ordinary posting does not have.

    ``facts`` contains (key, text) pairs in the order of ``posting.policy.KEYS``. An empty fact is left out.
    """

    kind: str
    facts: tuple[tuple[str, str], ...]


@cache
def kinds() -> tuple[Kind, ...]:
    """Return the kinds that may be published."""
    return tuple(_kind(row) for row in rows("policy_positions") if row["id"] not in PRIVATE)


def kind(code: str) -> Kind:
    """Return the kind with this code. Raises KeyError for a code that may not be published."""
    return {each.code: each for each in kinds()}[code]


def name(code: str) -> str:
    """Return the name of a kind, such as 三支一扶. If ``kinds`` does not contain the code, return the code itself."""
    return next((each.name for each in kinds() if each.code == code), code)


def destination(code: str) -> str:
    """Return the 去向代码 of a kind, or an empty text if it has none."""
    return next((each.destination for each in kinds() if each.code == code), "")


def parse_kind(text: str) -> str | None:
    """Return the code of a kind that a person typed, such as V02, 三支一扶, 征兵 or 村官.

    Return None if no kind fits, or if several kinds fit.
    """
    plain = "".join(text.split()).upper()
    exact = [each.code for each in kinds() if plain in (each.code, each.name)]
    close = [each.code for each in kinds() if len(plain) > 1 and (plain in each.name or each.name in plain)]
    found = exact or close
    return found[0] if len(found) == 1 else None


def is_link(text: str) -> bool:
    """Whether the text is an https address without blanks and without a user name, and its host contains a dot."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    typed = re.fullmatch(r"[\x21-\x7e]+", text) is not None
    return typed and parts.scheme == "https" and "@" not in parts.netloc and bool(re.search(r"[\w-]\.[a-z]{2,}$", host))


def is_official(link: str) -> bool:
    """Whether the link is on gov.cn or on the site of one of the kinds."""
    host = urlsplit(link).hostname or ""
    return host == "gov.cn" or host.endswith(".gov.cn") or host in {each.site for each in kinds() if each.site}


def is_phone(text: str) -> bool:
    """Whether the text is a telephone number (12333 too), or several numbers separated by slashes or commas."""
    return bool(re.fullmatch(r"[\d+()（）\-—、,，/ 转]{5,60}", text)) and sum(char.isdigit() for char in text) >= 5


def unchecked(facts: Mapping[str, str], today: date) -> bool:
    """Whether a policy post is 待核, because it has not been checked against its source for 90 days."""
    checked = facts.get(CHECKED)
    return not checked or today - date.fromisoformat(checked) > STALE_AFTER


def hashed(code: str | None, facts: Mapping[str, str]) -> dict[str, str] | None:
    """Return the part of a policy post that the content hash covers, or None for an ordinary posting.

    It leaves out 核实日期, the day of the last check. A new check changes nothing that was approved, so it needs no new
    approval. A change of any other fact needs one.
    """
    if code is None:
        return None
    return {"kind": code} | {key: value for key, value in facts.items() if key != CHECKED}


def _kind(row: Mapping[str, str]) -> Kind:
    site = row["apply_where"] if re.fullmatch(r"[\w.-]+\.[a-z]{2,}", row["apply_where"], re.ASCII) else ""
    destination = row["destination_code"].replace("|", "/")
    return Kind(
        code=row["id"],
        name=re.split(r"[(（/]", row["name"])[0],
        who=row["who"],
        service=row["service"],
        season=row["season"],
        site=site,
        destination=destination if destination[:1].isdigit() else "",
    )

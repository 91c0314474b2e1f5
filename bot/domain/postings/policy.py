"""Policy posts (SEED 16): 征兵, 三支一扶, 西部计划 … They are matched on eligibility alone.

A post states 条件, 服务期, 截止, 官方链接, 去向码 and the day of its last check, and promises nothing. The kinds and
the rules (link, contact, 90 days) are in ``reference/policy_positions.csv``.
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
"""Kinds that are never published. Students learn of 一次性求职补贴 (V11) individually, because it shows hardship."""
ELIGIBILITY, SERVICE, OPENS = "eligibility", "service", "opens"
LINK, CONTACT, PHONE, CHECKED = "official_link", "contact_name", "contact_phone", "checked_on"
"""Keys under which an announcement stores the facts of a policy post. Days are stored as YYYY-MM-DD."""


@dataclass(frozen=True)
class Kind:
    code: str
    name: str
    who: str
    """The usual applicants, as a hint for the author of the post. Students never see it."""
    service: str
    season: str
    site: str
    """The host of its official site, or empty."""
    destination: str
    """The 去向代码 under which an accepted student files the position, or empty."""


@dataclass(frozen=True)
class Policy:
    """The part of a row that only policy posts have.

    ``facts`` contains (key, text) in the order of ``posting.policy.KEYS``, without empty facts.
    """

    kind: str
    facts: tuple[tuple[str, str], ...]


@cache
def kinds() -> tuple[Kind, ...]:
    return tuple(_kind(row) for row in rows("policy_positions") if row["id"] not in PRIVATE)


def kind(code: str) -> Kind:
    """Return the kind with this code. Raises KeyError for a code that may not be published."""
    return {each.code: each for each in kinds()}[code]


def name(code: str) -> str:
    """Return the name of a kind, such as 三支一扶. A code that is not in ``kinds`` is returned unchanged."""
    return next((each.name for each in kinds() if each.code == code), code)


def destination(code: str) -> str:
    """Return the 去向代码 of a kind, or an empty text."""
    return next((each.destination for each in kinds() if each.code == code), "")


def parse_kind(text: str) -> str | None:
    """Return the code of a typed kind (V02, 三支一扶, 征兵, 村官), or None if none or several fit."""
    plain = "".join(text.split()).upper()
    exact = [each.code for each in kinds() if plain in (each.code, each.name)]
    close = [each.code for each in kinds() if len(plain) > 1 and (plain in each.name or each.name in plain)]
    found = exact or close
    return found[0] if len(found) == 1 else None


def is_link(text: str) -> bool:
    """Whether the text is an https address without blanks or a user name, and its host contains a dot."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    typed = re.fullmatch(r"[\x21-\x7e]+", text) is not None
    return typed and parts.scheme == "https" and "@" not in parts.netloc and bool(re.search(r"[\w-]\.[a-z]{2,}$", host))


def is_official(link: str) -> bool:
    """Whether the link is on gov.cn or on a kind's official site."""
    host = urlsplit(link).hostname or ""
    return host == "gov.cn" or host.endswith(".gov.cn") or host in {each.site for each in kinds() if each.site}


def is_phone(text: str) -> bool:
    """Whether the text is one or several telephone numbers (12333 too), separated by slashes or commas."""
    return bool(re.fullmatch(r"[\d+()（）\-—、,，/ 转]{5,60}", text)) and sum(char.isdigit() for char in text) >= 5


def unchecked(facts: Mapping[str, str], today: date) -> bool:
    """Whether a policy post is 待核: its last check is more than 90 days old."""
    checked = facts.get(CHECKED)
    return not checked or today - date.fromisoformat(checked) > STALE_AFTER


def hashed(code: str | None, facts: Mapping[str, str]) -> dict[str, str] | None:
    """Return the facts of a policy post that its content hash covers, or None for an ordinary posting.

    The day of the last check (核实日期) is left out, so that a new check needs no new approval.
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

"""Policy posts (SEED 16): 征兵, 三支一扶, 西部计划 … Matched on eligibility alone, and honest about their age.

Kinds and what is known of each stand in ``reference/policy_positions.csv``. The rules (link, contact, 90 days)
are those of the table's own notes: a post carries 条件, 服务期, 截止, 官方链接, 去向码 and the day it was last held
against its source, and promises nothing.
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
"""一次性求职补贴 goes by hardship: it is told to each alone and never published."""
ELIGIBILITY, SERVICE, OPENS = "eligibility", "service", "opens"
LINK, CONTACT, PHONE, CHECKED = "official_link", "contact_name", "contact_phone", "checked_on"
"""The keys of the facts that only a policy post has, as its announcement keeps them; days as YYYY-MM-DD."""


@dataclass(frozen=True)
class Kind:
    code: str
    name: str
    who: str
    """Whom it is for as a rule: a hint for who writes the post, never shown as a condition."""
    service: str
    season: str
    site: str
    """Its official site, where the table names one."""
    destination: str
    """The code under which it is filed once somebody is taken; empty where there is none."""


@dataclass(frozen=True)
class Policy:
    """The part of a row that an ordinary posting does not have.

    ``facts``: (key, text) pairs in the order of ``posting.policy.KEYS``; an empty fact is left out.
    """

    kind: str
    facts: tuple[tuple[str, str], ...]


@cache
def kinds() -> tuple[Kind, ...]:
    """Those that may be published."""
    return tuple(_kind(row) for row in rows("policy_positions") if row["id"] not in PRIVATE)


def kind(code: str) -> Kind:
    """Raises KeyError for a code that is not published."""
    return {each.code: each for each in kinds()}[code]


def name(code: str) -> str:
    """What people call a kind: 大学生征兵, 三支一扶. The code itself where the table knows none."""
    return next((each.name for each in kinds() if each.code == code), code)


def destination(code: str) -> str:
    """The 去向代码 of a kind, empty where it has none."""
    return next((each.destination for each in kinds() if each.code == code), "")


def parse_kind(text: str) -> str | None:
    """The code of a kind as somebody writes it: V02, 三支一扶, 征兵, 村官. None where none or several would do."""
    plain = "".join(text.split()).upper()
    exact = [each.code for each in kinds() if plain in (each.code, each.name)]
    close = [each.code for each in kinds() if len(plain) > 1 and (plain in each.name or each.name in plain)]
    found = exact or close
    return found[0] if len(found) == 1 else None


def is_link(text: str) -> bool:
    """An https address of a host with a dot, without blanks or a user in it."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    typed = re.fullmatch(r"[\x21-\x7e]+", text) is not None
    return typed and parts.scheme == "https" and "@" not in parts.netloc and bool(re.search(r"[\w-]\.[a-z]{2,}$", host))


def is_official(link: str) -> bool:
    """On gov.cn, or on the site that the table names for one of the kinds."""
    host = urlsplit(link).hostname or ""
    return host == "gov.cn" or host.endswith(".gov.cn") or host in {each.site for each in kinds() if each.site}


def is_phone(text: str) -> bool:
    """Figures that can be dialled (12333 too), several parted by a slash or comma."""
    return bool(re.fullmatch(r"[\d+()（）\-—、,，/ 转]{5,60}", text)) and sum(char.isdigit() for char in text) >= 5


def unchecked(facts: Mapping[str, str], today: date) -> bool:
    """待核: nobody has held it against its source for 90 days."""
    checked = facts.get(CHECKED)
    return not checked or today - date.fromisoformat(checked) > STALE_AFTER


def hashed(code: str | None, facts: Mapping[str, str]) -> dict[str, str] | None:
    """What of a policy post the content's hash covers; None for an ordinary posting.

    Not 核实日期: it says when somebody last found everything else still true. Refreshing it changes nothing that
    was approved, so it needs no new approval; any other fact does.
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

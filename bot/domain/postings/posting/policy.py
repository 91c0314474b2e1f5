"""The columns of policy posts. A row with a 政策类型 is a policy post and has additional rules."""

from collections.abc import Callable, Mapping
from datetime import date

from bot.domain.postings import policy
from bot.domain.postings.policy import Policy
from bot.domain.postings.posting.dates import read_date
from bot.domain.postings.posting.template import Field

KEYS: dict[Field, str] = {
    Field.ELIGIBILITY: policy.ELIGIBILITY,
    Field.SERVICE: policy.SERVICE,
    Field.OPENS: policy.OPENS,
    Field.OFFICIAL_LINK: policy.LINK,
    Field.CONTACT_NAME: policy.CONTACT,
    Field.CONTACT_PHONE: policy.PHONE,
    Field.CHECKED_ON: policy.CHECKED,
}
"""Map each column to the key under which the announcement stores the fact."""
OPTIONAL = frozenset({Field.SERVICE, Field.OPENS})
DAYS = frozenset({Field.OPENS, Field.CHECKED_ON})
LONGEST = 300
Fault = tuple[Field, str, str]
"""(column, text, why). ``why`` is missing, policy_kind, policy_long, policy_link, policy_phone or policy_day."""


def read_policy(texts: Mapping[Field, str], today: date) -> tuple[Policy | None, list[Fault]]:
    """Return the policy columns of a row, and their faults. A row without a 政策类型 gives (None, [])."""
    named = texts.get(Field.POLICY_KIND, "").strip()
    if not named:
        return None, []
    code = policy.parse_kind(named)
    faults: list[Fault] = [] if code else [(Field.POLICY_KIND, named[:40], "policy_kind")]
    facts: list[tuple[str, str]] = []
    for column, key in KEYS.items():
        text = texts.get(column, "").strip()
        if why := fault(column, text, today):
            faults.append((column, text[:40], why))
        elif text:
            facts.append((key, fact(column, text, today)))
    return Policy(code or "", tuple(facts)), faults


def closes_before_opening(found: Policy, deadline: date) -> bool:
    """Whether the application would end before it begins (报名开始 after 截止日期)."""
    opens = dict(found.facts).get(policy.OPENS)
    return bool(opens and date.fromisoformat(opens) > deadline)


def fault(column: Field, text: str, today: date) -> str | None:
    """Return the fault of a cell in a policy column (the third part of ``Fault``), or None."""
    if not text:
        return None if column in OPTIONAL else "missing"
    if len(text) > LONGEST:
        return "policy_long"
    if column in DAYS:
        day, understood = read_date(text, today)
        wrong = not understood or day is None or (column is Field.CHECKED_ON and day > today)
        return "policy_day" if wrong else None
    check, why = _CHECKS.get(column, (bool, ""))
    return None if check(text) else why


def fact(column: Field, text: str, today: date) -> str:
    """Return the text to store for a cell without a fault. A day becomes YYYY-MM-DD."""
    day = read_date(text, today)[0] if column in DAYS else None
    return day.isoformat() if day else text


_CHECKS: dict[Field, tuple[Callable[[str], bool], str]] = {
    Field.OFFICIAL_LINK: (policy.is_link, "policy_link"),
    Field.CONTACT_PHONE: (policy.is_phone, "policy_phone"),
}

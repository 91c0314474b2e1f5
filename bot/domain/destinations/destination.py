"""毕业去向: the Ministry's codes, the fields that each code requires, and the states of a record (SEED 8, 四不准)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from bot.domain import employer, region
from bot.domain.errors import BadUscc
from bot.domain.people import Role
from bot.reference import rows


class DestinationState(StrEnum):
    DRAFT = "draft"  # the student is filling it in
    FILED = "filed"  # it waits for the college
    RETURNED = "returned"  # it went back to the student, with a reason
    APPROVED = "approved"  # the college agreed; it waits for the student's own confirmation
    CONFIRMED = "confirmed"  # the student confirmed the final record: only this state counts in rates
    CONTESTED = "contested"  # the student says it is wrong; the office decides


_D = DestinationState
_AUDITORS = frozenset({Role.COLLEGE, Role.OFFICE})
_STUDENT = frozenset({Role.STUDENT})
MOVES: dict[tuple[DestinationState, DestinationState], frozenset[Role]] = {
    (_D.DRAFT, _D.FILED): _STUDENT,
    (_D.FILED, _D.DRAFT): _STUDENT,
    (_D.RETURNED, _D.FILED): _STUDENT,
    (_D.FILED, _D.APPROVED): _AUDITORS,
    (_D.FILED, _D.RETURNED): _AUDITORS | {Role.COUNSELLOR},
    (_D.APPROVED, _D.CONFIRMED): _STUDENT,
    (_D.APPROVED, _D.RETURNED): frozenset({Role.OFFICE}),
    (_D.APPROVED, _D.CONTESTED): _STUDENT,
    (_D.CONFIRMED, _D.CONTESTED): _STUDENT,
    (_D.CONTESTED, _D.RETURNED): frozenset({Role.OFFICE}),
    (_D.CONTESTED, _D.APPROVED): frozenset({Role.OFFICE}),
}
"""Map (state before, state after) to the roles that may make this move. Other moves are refused.

If two persons enter a signed paper, this counts as the student's act. A change of plans (毁约) ends the record and
begins a new one.
"""


class IllegalDestinationMove(Exception):
    """The role may not make this move by the table ``MOVES``."""

    def __init__(self, before: DestinationState, after: DestinationState, role: Role) -> None:
        super().__init__(f"{role} cannot move a destination from {before} to {after}")


def may_move(before: DestinationState, after: DestinationState, role: Role) -> bool:
    return role in MOVES.get((before, after), frozenset())


def move(before: DestinationState, after: DestinationState, role: Role) -> DestinationState:
    """Return ``after``. Raises IllegalDestinationMove if ``role`` may not make the move."""
    if not may_move(before, after, role):
        raise IllegalDestinationMove(before, after, role)
    return after


class FieldKind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    USCC = "uscc"
    PLACE = "place"
    MONEY = "money"  # yuan a month
    PAST_DATE = "past_date"  # not later than today
    PHONE = "phone"


@dataclass(frozen=True)
class Field:
    key: str
    label: str
    kind: FieldKind
    required: bool = True


@dataclass(frozen=True)
class Code:
    code: str
    name: str
    settled: bool
    group_2021: str
    group_2024: str
    in_province_counts: bool
    """Whether the numerator of 留省率 counts a graduate with this code who works in the province."""
    employed_for_denominator: bool
    """Whether the denominator of 留省率 counts a graduate with this code (reading A of ``retention``)."""
    min_wage_gate: bool
    """Whether pay below the local minimum wage is refused (教学厅函〔2021〕19号 附件2: 27x, 12, 76)."""
    fields: tuple[Field, ...]


@cache
def codes(main: bool = True) -> tuple[Code, ...]:
    """Return the codes that the chat offers. With ``main`` False, return also the other
    codes that a file may contain.
    """
    return tuple(_code(row) for row in rows("destinations") if row["chat"] == "1" or not main)


def code_of(code: str) -> Code:
    """Return the entry of a current or former code. Raises KeyError for an unknown code."""
    return _by_code()[code]


@cache
def _by_code() -> dict[str, Code]:
    return {code.code: code for code in codes(main=False)}


def _code(row: dict[str, str]) -> Code:
    return Code(
        code=row["code"],
        name=row["name"],
        settled=row["settled"] == "1",
        group_2021=row["group_2021"],
        group_2024=row["group_2024"],
        in_province_counts=row["in_province_counts"] == "1",
        employed_for_denominator=row["employed_for_denominator"] == "1",
        min_wage_gate=row["min_wage_gate"] == "1",
        fields=tuple(_field(key) for key in row["fields"].split("|") if key),
    )


def _field(key: str) -> Field:
    row = next(row for row in rows("destination_fields") if row["key"] == key.rstrip("?"))
    return Field(row["key"], row["label"], FieldKind(row["kind"]), required=not key.endswith("?"))


class Fault(StrEnum):
    MISSING = "missing"
    BAD_USCC = "bad_uscc"
    BAD_DATE = "bad_date"
    FUTURE = "future"
    BAD_MONEY = "bad_money"
    BELOW_MINIMUM = "below_minimum"
    BAD_PLACE = "bad_place"
    BAD_PHONE = "bad_phone"


@dataclass(frozen=True)
class Problem:
    key: str
    fault: Fault
    detail: str = ""
    """A value that the sentence of the problem shows: the fault of a credit code (``BadUscc.why``), or the minimum
    wage.
    """


def check_fields(
    code: str, values: Mapping[str, str], today: date, minimum_wage: int | None = None
) -> tuple[Problem, ...]:
    """Return the problems of ``values`` (field key → text) that prevent filing under ``code``.

    ``minimum_wage`` is in yuan a month. If it is None, the pay is not checked here, because the auditor checks it.
    Raises KeyError for an unknown code.
    """
    destination = code_of(code)
    gate = minimum_wage if destination.min_wage_gate else None
    problems = (_problem(field, values, today, gate) for field in destination.fields)
    return tuple(problem for problem in problems if problem)


def _problem(field: Field, values: Mapping[str, str], today: date, gate: int | None) -> Problem | None:
    text = values.get(field.key, "").strip()
    if not text:
        return Problem(field.key, Fault.MISSING) if field.required or _founds_company(field, values) else None
    fault: Fault | None = None
    detail = ""
    match field.kind:
        case FieldKind.USCC:
            detail = _uscc_fault(text)
            fault = Fault.BAD_USCC if detail else None
        case FieldKind.PAST_DATE:
            fault = _date_fault(text, today)
        case FieldKind.MONEY:
            fault, detail = _money_fault(text, gate), str(gate or "")
        case FieldKind.PLACE:
            fault = None if region.parse_region(text).codes else Fault.BAD_PLACE
        case FieldKind.PHONE:
            fault = None if re.fullmatch(r"\+?[\d\s()（）-]{7,20}", text) else Fault.BAD_PHONE
    return Problem(field.key, fault, detail) if fault else None


def _founds_company(field: Field, values: Mapping[str, str]) -> bool:
    """Whether ``field`` is a required credit code. Only 创业类型 A has a registered company."""
    return field.kind is FieldKind.USCC and values.get("startup_kind", "").strip().upper().startswith("A")


def _uscc_fault(text: str) -> str:
    try:
        employer.check_uscc(text)
    except BadUscc as bad:
        return bad.why
    return ""


def _date_fault(text: str, today: date) -> Fault | None:
    found = re.fullmatch(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?", text)
    try:
        day = date(*map(int, found.groups())) if found else date.fromisoformat(text)
    except ValueError:
        return Fault.BAD_DATE
    return Fault.FUTURE if day > today else None


def _money_fault(text: str, gate: int | None) -> Fault | None:
    found = re.fullmatch(r"(\d+)(\.\d+)?\s*(元(/月|每月)?)?", re.sub(r"[,，]", "", text))
    if not found:
        return Fault.BAD_MONEY
    return Fault.BELOW_MINIMUM if gate is not None and int(found[1]) < gate else None


_INTERNSHIP = re.compile("实习|见习|顶岗")


def internship_paper(code: str, words: str) -> str | None:
    """Return the word that shows that a paper is about an internship (实习, 见习 or 顶岗), or None.

    Such a paper does not prove employment (四不准 4). Only papers for the codes 10, 11 and 12 are checked. ``words``
    contains the kind and the caption of the paper.
    """
    found = _INTERNSHIP.search(words) if code in {"10", "11", "12"} else None
    return found[0] if found else None

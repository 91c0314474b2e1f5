"""Single changes of a wish that make more postings match."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.domain import region
from bot.domain.wishes.wish import ALONE, FLOORS, LISTS, Wish, with_region
from bot.reference import rows

STEPS_DOWN = (500, 1000, 2000)
"""The amounts, in yuan a month, by which one step may lower the least pay."""


class Kind(StrEnum):
    """The part of a wish that a step changes. A step has a value (a code or an amount) unless it is a switch."""

    REGION = "region"  # adds one place: the province of a wished city, or the place of a posting
    ANYWHERE = "anywhere"
    TYPE = "type"
    CATEGORY = "category"
    FLOOR = "floor"
    NEGOTIABLE = "negotiable"
    MAJORS = "majors"  # majors other than the student's own
    EXPERIENCE = "experience"


@dataclass(frozen=True)
class Step:
    kind: Kind
    value: str = ""


@dataclass(frozen=True)
class Gain:
    """A step, and how many more open postings match after it."""

    step: Step
    more: int


def fields_of(wish: Wish) -> dict[str, Any]:
    """Return the fields of a wish. ``wish.wish_of`` does the opposite."""
    named = {key: None if (codes := getattr(wish, key)) is None else sorted(codes) for key in LISTS}
    return {**named, **{key: getattr(wish, key) for key in ALONE}}


def changes(fields: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """Return the new values of the fields that the step changes. It is empty if the step has no effect or is not
    offered.
    """
    wanted = _wanted(fields, step)
    return {} if all(fields[key] == value for key, value in wanted.items()) else wanted


def _wanted(fields: Mapping[str, Any], step: Step) -> dict[str, Any]:
    match step.kind:
        case Kind.REGION:
            return _wider(fields["regions"], step.value)
        case Kind.ANYWHERE:
            return {"regions": []} if fields["regions"] else {}
        case Kind.TYPE:
            return _longer(fields, "employer_types", step.value, types())
        case Kind.CATEGORY:
            return _longer(fields, "categories", step.value, categories())
        case Kind.FLOOR:
            return _lower(fields["floor"], step.value)
        case Kind.NEGOTIABLE:
            return {"negotiable": True}
        case Kind.MAJORS:
            return {"own_major_only": False}
        case Kind.EXPERIENCE:
            return {"accepts_experience": True}


def _wider(regions: list[str] | None, code: str) -> dict[str, Any]:
    if not regions or region.current(code) != code or any(region.is_within(code, held) for held in regions):
        return {}
    return {"regions": with_region(regions, code)}


def _longer(fields: Mapping[str, Any], key: str, code: str, known: Iterable[str]) -> dict[str, Any]:
    held = fields[key]
    return {key: [*held, code]} if held and code not in held and code in known else {}


def _lower(floor: int | None, text: str) -> dict[str, Any]:
    if not floor or not text.isdecimal() or not text.isascii():
        return {}
    pay = int(text)
    return {"floor": pay} if pay < floor and (pay == 0 or pay in FLOORS) else {}


def types() -> list[str]:
    return [row["code"] for row in rows("employer_types") if row["scheme"] == "current"]


def categories() -> list[str]:
    return [row["code"] for row in rows("position_types")]


def steps(fields: Mapping[str, Any]) -> list[Step]:
    """Return every step that can make more postings match. A part of the wish that is not filled in has no step."""
    provinces = dict.fromkeys(up for held in fields["regions"] or () for up in region.ancestors(held)[-1:])
    pays = [fields["floor"] - less for less in STEPS_DOWN] if fields["floor"] else []
    tried = [
        *(Step(Kind.REGION, code) for code in provinces),
        Step(Kind.ANYWHERE),
        *(Step(Kind.TYPE, code) for code in types()),
        *(Step(Kind.CATEGORY, code) for code in categories()),
        *(Step(Kind.FLOOR, str(pay)) for pay in pays),
        *(Step(kind) for kind in (Kind.NEGOTIABLE, Kind.MAJORS, Kind.EXPERIENCE)),
    ]
    return [step for step in tried if changes(fields, step)]


def best(gains: Iterable[Gain], most: int = 6, of_lists: int = 3) -> list[Gain]:
    """Return at most ``most`` gains above 0, the largest first. At most ``of_lists`` of them are types and categories.

    A gain is left out if a smaller change of the same part adds as many postings.
    """
    helpful = [gain for gain in gains if gain.more > 0]
    found: list[Gain] = []
    lists = 0
    for gain in sorted(helpful, key=lambda gain: -gain.more):
        if any(_within(other, gain) for other in helpful):
            continue
        if gain.step.kind in (Kind.TYPE, Kind.CATEGORY):
            lists += 1
            if lists > of_lists:
                continue
        found.append(gain)
    return found[:most]


def _within(small: Gain, large: Gain) -> bool:
    """Whether ``small`` is a smaller change of the same part and adds as many postings as ``large``."""
    if small.more != large.more:
        return False
    if large.step.kind == Kind.ANYWHERE:
        return small.step.kind == Kind.REGION
    return small.step.kind == large.step.kind == Kind.FLOOR and int(small.step.value) > int(large.step.value)

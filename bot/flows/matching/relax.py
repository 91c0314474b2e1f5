"""放宽条件: count the open postings that each single change of wishes would add.

The student makes such a change with one tap.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import Stale
from bot.domain.matching import relaxing
from bot.domain.matching.index import Openings
from bot.domain.matching.matching import Graduate, Ground, Opening, Weights, barred
from bot.domain.matching.relaxing import Gain, Step
from bot.domain.region import HOME_PROVINCE
from bot.domain.wishes.wish import wish_of
from bot.flows.wishes import wishes
from bot.store.matching import openings
from bot.store.tables import Wish
from bot.store.wishes import graduates


@dataclass(frozen=True)
class Outlook:
    """How many open postings fit the student, and which changes of wishes would add more.

    ``fitting`` of the ``opened`` postings fit. ``gains`` are the changes that would add most, best first.
    """

    fitting: int
    opened: int
    gains: Sequence[Gain]
    filled: bool
    barred: Ground | None
    """Why no posting fits the student, whatever they relax; None if some may."""
    wish: Mapping[str, Any]


@dataclass(frozen=True)
class Relaxed:
    """A change, with the numbers of fitting postings before and after it."""

    step: Step
    before: int
    after: int
    stamp: int
    """The time of the change in seconds. The 撤销 button carries it, so that the button undoes only this change."""


async def outlook(session: AsyncSession, person_id: int, now: datetime) -> Outlook:
    """The outlook of a student. Raises NotAllowed for a person who is not a graduate."""
    graduate, fields = await _graduate(session, person_id)
    opened = await openings.every(session, now)
    fitting, gains = await asyncio.to_thread(gains_of, graduate, fields, opened)
    return Outlook(fitting, len(opened), relaxing.best(gains), graduate.wishes.filled, barred(graduate), fields)


async def weigh(session: AsyncSession, person_id: int, step: Step, now: datetime) -> Relaxed:
    """The effect that a change would have if ``make`` made it.

    Raises Stale if the step changes nothing, and NotAllowed for a person who is not a graduate.
    """
    graduate, fields = await _graduate(session, person_id)
    wider = replace(graduate, wish=wish_of({**fields, **_changes(fields, step)}))
    opened = await openings.every(session, now)
    before, after = await asyncio.to_thread(_counts, opened, graduate, wider)
    return Relaxed(step, before, after, _stamp(now))


async def make(session: AsyncSession, person_id: int, step: Step, now: datetime) -> None:
    """Change the wishes by one step. ``undo`` reverts the change.

    Raises Stale if the step changes nothing, and NotAllowed for a person who is not a graduate.
    """
    _, fields = await _graduate(session, person_id)
    await wishes.put(session, person_id, now, **_changes(fields, step))


async def undo(session: AsyncSession, person_id: int, stamp: int, now: datetime) -> None:
    """Undo the change that was made at ``stamp``. Raises Stale if the wishes changed again."""
    wish = await session.get(Wish, person_id)
    if wish is None or _stamp(wish.updated_at) != stamp:
        raise Stale
    await wishes.undo(session, person_id, now)


def _changes(fields: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
    changed = relaxing.changes(fields, step)
    if not changed:
        raise Stale
    return changed


def _counts(opened: Sequence[Opening], *people: Graduate) -> list[int]:
    return list(Openings(opened, Weights(), HOME_PROVINCE).counts(people))


def _stamp(moment: datetime) -> int:
    return int(moment.timestamp())


def gains_of(graduate: Graduate, fields: Mapping[str, Any], opened: Sequence[Opening]) -> tuple[int, list[Gain]]:
    """(number of openings that fit, gain of each step) for one graduate with the wishes in ``fields``."""
    [found] = outcomes([replace(graduate, wish=wish_of(fields))], opened)
    return found


def outcomes(people: Sequence[Graduate], opened: Sequence[Opening]) -> Iterator[tuple[int, list[Gain]]]:
    """Yield (number of openings that fit, gain of each step) for each graduate with their own wishes.

    This takes seconds for thousands of graduates. A step never removes a fitting opening, so the gain is the number
    after the step minus the number before it.
    """
    steps = [relaxing.steps(relaxing.fields_of(each.wishes)) for each in people]
    tried = (variant for each, wider in zip(people, steps, strict=True) for variant in _variants(each, wider))
    counts = Openings(opened, Weights(), HOME_PROVINCE).counts(tried)
    for wider in steps:
        before = next(counts)
        yield before, [Gain(step, next(counts) - before) for step in wider]


def _variants(graduate: Graduate, steps: Sequence[Step]) -> Iterator[Graduate]:
    """Yield the graduate with their current wishes, and then once with the wishes after each of ``steps``."""
    yield graduate
    fields = relaxing.fields_of(graduate.wishes)
    for step in steps:
        yield replace(graduate, wish=wish_of({**fields, **relaxing.changes(fields, step)}))


async def _graduate(session: AsyncSession, person_id: int) -> tuple[Graduate, dict[str, Any]]:
    await wishes.student(session, person_id)
    [found] = await graduates.candidates(session, [person_id])
    told = await wishes.told(session, person_id)
    return found.graduate, {key: told[key] for key in wishes.NOTHING_WISHED}

"""The graduates that a counsellor should call, with reasons and postings to offer, and the record of calls."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.care import care
from bot.domain.care.care import CallOutcome, Facts, Need
from bot.domain.errors import AlreadyDone, BadInput, NotAllowed, NotFound
from bot.domain.names import told_apart
from bot.domain.people import Role
from bot.flows import scope
from bot.flows.matching import own_list
from bot.flows.matching.own_list import OpenPosting
from bot.flows.wishes import wishes
from bot.store import people
from bot.store.care import calls as store
from bot.store.people import Speaker
from bot.store.tables import Call, Student

A_PAGE = 6
NOTE_LENGTH = 200
MANY = 10
SAME_CALL = timedelta(minutes=5)
"""The same outcome pressed again within this time is not a second call."""


@dataclass(frozen=True)
class Due:
    """A student to call, and their needs, the most urgent first."""

    facts: Facts
    needs: tuple[Need, ...]


@dataclass(frozen=True)
class Card:
    """A student as the staff responsible for them see them, without hardship and telephone number."""

    facts: Facts
    student: Student
    needs: tuple[Need, ...]
    """Every need, including those that a recent call has settled for now."""
    fits: int
    best: Sequence[OpenPosting]
    wish: dict[str, Any]
    calls: Sequence[tuple[Call, str]]


async def classes_of(session: AsyncSession, by: Speaker) -> list[int]:
    """Return the ids of the classes that a speaker is responsible for. A college is responsible for all its classes."""
    found = [child.id for college in by.units(Role.COLLEGE) for child in await people.children(session, college)]
    return list(dict.fromkeys([*found, *by.units(Role.COUNSELLOR, Role.ADVISOR)]))


async def due(session: AsyncSession, class_ids: Sequence[int], now: datetime) -> list[Due]:
    """Return the students of the classes ``class_ids`` who need a call, the greatest need first.

    If more than ``MANY`` students lack only the bot, they come last, because a class code helps them more than calls.
    """
    published = await store.published_since(session, now - care.MATCHED_WITHIN)
    found = [
        Due(each, needs)
        for each in told_apart(await store.facts(session, class_ids, now))
        if (needs := care.needs(each, published, now))
    ]
    crowd = sum(map(only_unbound, found)) > MANY
    return sorted(found, key=lambda one: (crowd and only_unbound(one), -care.weight(one.needs), one.facts.number))


def only_unbound(one: Due) -> bool:
    return one.needs == (Need.NO_BOT,)


async def with_offers(session: AsyncSession, found: Sequence[Due], now: datetime) -> list[dict[str, Any]]:
    """Return the lines of a message, each with the number of open postings that fit and the title of one of the best.

    The title is the one that the lines above contain least often.
    """
    offers = await own_list.offers(session, [one.facts.person_id for one in found], now)
    lines: list[dict[str, Any]] = []
    for one in found:
        fits, best = offers.get(one.facts.person_id, (0, []))
        named = Counter(line["best"] for line in lines)
        titles = sorted((posting.title for posting in best), key=lambda title: named[title])
        lines.append(
            {
                "person": one.facts.person_id,
                "name": one.facts.name,
                "class_name": one.facts.class_name,
                "needs": [need.value for need in one.needs],
                "wished": one.facts.wishes_at is not None,
                "fits": fits,
                "best": titles[0] if titles else "",
            }
        )
    return lines


async def card(session: AsyncSession, person_id: int, by: Speaker, now: datetime) -> Card:
    """Return a student's card. Raises NotFound, and NotAllowed if the speaker is not responsible for the student."""
    student = await own(session, person_id, by)
    (facts,) = await store.facts(session, [student.class_id], now, person_id)
    published = await store.published_since(session, now - care.MATCHED_WITHIN)
    fits, best = await own_list.best_for(session, person_id, now)
    return Card(
        facts,
        student,
        care.all_needs(facts, published, now),
        fits,
        best,
        await wishes.told(session, person_id),
        await store.last_calls(session, person_id),
    )


async def own(session: AsyncSession, person_id: int, by: Speaker) -> Student:
    """Return the student, locked. Raises NotFound, and NotAllowed if the speaker is not responsible for the student."""
    student = await session.get(Student, person_id, with_for_update=True)
    if student is None:
        raise NotFound("student")
    await scope.chosen(session, student.class_id, by)
    return student


async def note_call(session: AsyncSession, person_id: int, outcome: CallOutcome, by: Speaker, now: datetime) -> Call:
    """Record a call as answered (已通话) or not answered (没接通), with the student's needs.

    Raises the errors of ``card``, and AlreadyDone on a repeat.
    """
    seen = await card(session, person_id, by, now)
    last = seen.calls[0][0] if seen.calls else None
    if last and last.by_person == by.person_id and last.outcome == outcome and now - last.at < SAME_CALL:
        raise AlreadyDone("call_noted")
    call = Call(
        person_id=person_id,
        by_person=by.person_id,
        outcome=outcome,
        needs=[need.value for need in seen.needs],
        at=now,
    )
    session.add(call)
    await session.flush()
    return call


async def write_note(session: AsyncSession, call_id: int, text: str, by: Speaker) -> Call:
    """Write a note on the speaker's own call.

    Raises BadInput and NotAllowed, and AlreadyDone if the call was deleted.
    """
    call = await _own_call(session, call_id, by)
    plain = text.strip()
    if not plain or len(plain) > NOTE_LENGTH:
        raise BadInput(f"备注要写 1 到 {NOTE_LENGTH} 个字。请重新输入，或点“不用备注”。")
    call.note = plain
    return call


async def take_back(session: AsyncSession, call_id: int, by: Speaker) -> int:
    """Undo (撤销): delete the speaker's own call.

    Returns the student's person id. Raises NotAllowed and AlreadyDone.
    """
    call = await _own_call(session, call_id, by)
    await session.delete(call)
    await session.flush()
    return call.person_id


async def _own_call(session: AsyncSession, call_id: int, by: Speaker) -> Call:
    call = await session.get(Call, call_id, with_for_update=True)
    if call is None:
        raise AlreadyDone("call_taken_back")
    if call.by_person != by.person_id:
        raise NotAllowed
    return call

"""The data that the bot stores about the person who asks: on screens, and all of it as a file (个人信息保护法 45)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import degree, position
from bot.domain.delivery.push import PushKind
from bot.domain.destinations import destination
from bot.domain.errors import NeedsConfirmation
from bot.domain.people import Role, Trust
from bot.domain.wishes.wish_list import WISH_COLUMNS, wish_words
from bot.flows.wishes import mutes, wishes
from bot.store import people
from bot.store.people import Speaker
from bot.store.student import me
from bot.store.tables import Delivery, Push, Student, Unit

DAYS = 30
LAST = 10
READABLE = frozenset({PushKind.POSTING, PushKind.WARNING, PushKind.NOTICE})
"""The kinds of push that can be opened again from the list. The other kinds concern a moment that is over."""


@dataclass(frozen=True)
class Got:
    """The messages that arrived: their number by kind over ``DAYS`` days, and the ``LAST`` newest."""

    kinds: Mapping[PushKind, int]
    last: Sequence[tuple[Delivery, Push]]

    @property
    def total(self) -> int:
        return sum(self.kinds.values())


@dataclass(frozen=True)
class Line:
    """A row of the export.

    ``section`` and ``item`` are either keys of the template's words or words to print unchanged.
    """

    section: str
    item: str
    value: str
    at: datetime | None = None


async def told(session: AsyncSession, by: Speaker) -> dict[str, Any]:
    """Return the values of the first screen: the roster's facts about the person, and what they told the bot
    themselves."""
    student = await session.get(Student, by.person_id)
    followed, asked = await me.counts(session, by.person_id)
    records = await me.destinations(session, by.person_id) if by.trust == Trust.PERSONAL else []
    return {
        "bond": await people.bond_of(session, by.person_id),
        "student": student,
        "place": await people.unit_path(session, student.class_id) if student else "",
        "wish": await wishes.told(session, by.person_id),
        "followed": followed,
        "asked": asked,
        "destination": next((each.state.value for each, _ in records if each.superseded_at is None), ""),
    }


async def got(session: AsyncSession, by: Speaker, now: datetime) -> Got:
    return Got(
        await me.kinds(session, by.person_id, now - timedelta(days=DAYS)),
        await me.received(session, by.person_id, LAST),
    )


async def seen(session: AsyncSession, by: Speaker) -> dict[str, Any]:
    """Return the staff responsible for the person, and the employers to which they agreed to be named."""
    student = await session.get(Student, by.person_id)
    units = [student.class_id] if student else []
    return {
        "student": student,
        "college": await session.get(Unit, student.college_id) if student else None,
        "counsellors": [each.name for each in await people.holders(session, units, Role.COUNSELLOR, Role.ADVISOR)],
        "employers": await me.recommended_to(session, by.person_id),
    }


async def export(session: AsyncSession, by: Speaker) -> list[Line]:
    """Return everything stored about the person.

    Raises NeedsConfirmation if only a class code proves their identity.
    """
    if by.trust != Trust.PERSONAL:
        raise NeedsConfirmation
    lines = [Line("roster", "number", by.number), Line("roster", "name", by.name)]
    student = await session.get(Student, by.person_id)
    if student is not None:
        lines += await _roster(session, student)
        wish = await wishes.told(session, by.person_id)
        lines += [Line("wishes", word, wish_words(key, wish[key])) for key, word in WISH_COLUMNS.items()]
    lines += [
        Line("bonds", bond.state.value, str(bond.telegram_id), bond.bound_at)
        for bond in await me.bonds(session, by.person_id)
    ]
    return [*lines, *[line async for line in _said(session, by.person_id)], *await _received(session, by.person_id)]


async def _roster(session: AsyncSession, student: Student) -> list[Line]:
    muted = await mutes.of(session, student.person_id)
    facts = {
        "unit": await people.unit_path(session, student.class_id),
        "major": student.major_name,
        "degree": degree.label(degree.Degree(student.degree)),
        "cohort": str(student.cohort),
        "origin": student.origin,
        "intent": student.intent.value if student.intent else "",
        "rhythm": student.rhythm.value,
        "quiet": student.quiet or "",
        "muted": "、".join([name for _, name in muted.employers] + [position.name(code) for code in muted.categories]),
    }
    if student.lifted:  # the bot shows this value only here, in the student's own file
        facts["first"] = "是"
    return [Line("roster", key, value) for key, value in facts.items()]


async def _said(session: AsyncSession, person_id: int) -> Any:
    """Yield the lines on the person's actions with postings, questions, complaints, tips and destinations, and on calls
    to them."""
    for interest, posting, employer in await me.said(session, person_id):
        yield Line("applications", interest.attitude, f"{employer}：{posting.title}", interest.at)
        if interest.recommended_at:
            yield Line("applications", "recommended", f"{employer}：{posting.title}", interest.recommended_at)
    for bookmark, posting, employer in await me.kept(session, person_id):
        yield Line("applications", "kept", f"{employer}：{posting.title}", bookmark.at)
    for question in await me.questions(session, person_id):
        yield Line("questions", "asked", question.text, question.asked_at)
        if question.answer:
            yield Line("questions", "answer", question.answer, question.answered_at)
    for complaint in await me.complaints(session, person_id):
        yield Line("complaints", complaint.state.value, complaint.note or complaint.reason, complaint.at)
    for lead in await me.leads(session, person_id):
        yield Line("leads", lead.state.value, lead.text, lead.at)
    for call in await me.calls(session, person_id):
        yield Line("calls", call.outcome.value, "", call.at)
    for record, papers in await me.destinations(session, person_id):
        code = destination.code_of(record.code)
        yield Line("destinations", record.state.value, code.name, record.changed_at)
        for line in _fields(code, record.fields):
            yield line
        if papers:
            yield Line("destinations", "papers", str(papers))


def _fields(code: destination.Code, fields: Mapping[str, str]) -> Iterator[Line]:
    for field in code.fields:
        if fields.get(field.key):
            yield Line("destinations", field.label, fields[field.key])


async def _received(session: AsyncSession, person_id: int) -> list[Line]:
    return [
        Line("received", delivery.state.value, push.title or push.kind.value, delivery.sent_at)
        for delivery, push in await me.received(session, person_id)
    ]

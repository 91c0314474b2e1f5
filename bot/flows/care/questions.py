"""A staff member answers a student's question, closes it or moves it up. The student gets the answer in the chat."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import worktime
from bot.domain.care.care import ESCALATE_DAYS, Closing, QuestionState
from bot.domain.delivery.push import PushKind
from bot.domain.delivery.values import Answer
from bot.domain.employer import only_facts
from bot.domain.errors import AlreadyDone, BadInput, NotFound
from bot.domain.people import Reach, Role, UnitKind
from bot.flows import scope
from bot.flows.delivery import pushing
from bot.flows.delivery.compose import Composer, Shown
from bot.flows.delivery.pushing import Notice
from bot.store import choices, people
from bot.store.care import questions
from bot.store.care.questions import Asked
from bot.store.delivery import pushes
from bot.store.people import Speaker
from bot.store.tables import Delivery, Person, Push, Question, Unit

ANSWERED, CLOSED = "questions/answer", "questions/closed"
ANSWER_LENGTH = 1000
LONGEST_ESCAPED = 3000
"""The most characters of an answer after < > & are escaped.

With the template's words it fits Telegram's limit of 4096.
"""
HELPERS = (Role.COUNSELLOR, Role.ADVISOR)


@dataclass(frozen=True)
class Card:
    """A question as the staff see it.

    ``about`` is the title of its announcement, or empty. ``before`` is the question that this one follows up.
    """

    asked: Asked
    about: str
    before: Question | None


async def waiting(session: AsyncSession, by: Speaker, now: datetime) -> list[Asked]:
    """Return the open questions that this staff member has to answer, oldest first.

    A counsellor gets the questions of their classes that were not moved up. A college gets those moved up to it, those
    unanswered for two working days, and those of classes whose counsellor has no bot. The office gets those moved up to
    it.
    """
    classes, colleges = by.units(*HELPERS), by.units(Role.COLLEGE)
    office = by.holds(Role.OFFICE)
    found = await questions.open_in(session, classes, colleges, office)
    kept, held = [], {}
    late = await overdue(session, found, now)
    for asked in found:
        question = asked.question
        if question.class_id not in held:
            helpers = await people.holders(session, [question.class_id], *HELPERS)
            held[question.class_id] = any(helper.telegram_id is not None for helper in helpers)
        escalated = question.id in late or not held[question.class_id]
        lies = (
            (question.level == UnitKind.CLASS and question.class_id in classes)
            or (question.level == UnitKind.COLLEGE and question.college_id in colleges)
            or (question.level == UnitKind.CLASS and question.college_id in colleges and escalated)
            or (question.level == UnitKind.SCHOOL and office)
        )
        if lies:
            kept.append(asked)
    return kept


async def overdue(session: AsyncSession, found: Sequence[Asked], now: datetime) -> set[int]:
    """Return the ids of the questions in ``found`` that have waited for ``ESCALATE_DAYS`` working days."""
    extra, span = await choices.calendar(session)
    day = (span.end.hour - span.start.hour) + (span.end.minute - span.start.minute) / 60
    hours = ESCALATE_DAYS * day
    return {
        asked.question.id for asked in found if worktime.add_working(asked.question.asked_at, hours, extra, span) <= now
    }


async def card(session: AsyncSession, question_id: int, by: Speaker) -> Card:
    """Return the question, locked.

    Raises NotFound, and NotAllowed unless the speaker is responsible for the student's class.
    """
    question = await questions.locked(session, question_id)
    if question is None:
        raise NotFound("question")
    await scope.chosen(session, question.class_id, by)
    asked = Asked(
        question,
        await session.get_one(Person, question.person_id),
        await session.get_one(Unit, question.class_id),
    )
    before = await session.get(Question, question.follows_id) if question.follows_id else None
    return Card(asked, await questions.title_of(session, question.announcement_id), before)


async def still_open(session: AsyncSession, question_id: int, by: Speaker) -> Card:
    """Return the open question. Raises the errors of ``card``, and AlreadyDone if it was answered or closed."""
    seen = await card(session, question_id, by)
    if seen.asked.question.state != QuestionState.OPEN:
        raise AlreadyDone("question_closed")
    return seen


def check_answer(text: str, question: Question) -> str:
    """The answer without spaces at its ends. Raises BadInput, and Accuses if it accuses the employer asked about."""
    plain = text.strip()
    if not plain:
        raise BadInput("回复是空的。请直接输入要说的话，或发送 /cancel 取消。")
    if len(plain) > ANSWER_LENGTH or len(html.escape(plain)) > LONGEST_ESCAPED:
        raise BadInput(f"回复有 {len(plain)} 字，请缩短到 {ANSWER_LENGTH} 字以内再发一次。")
    return only_facts(plain) if question.announcement_id else plain


async def answer(session: AsyncSession, question_id: int, text: str, by: Speaker, now: datetime) -> Card:
    """Answer a question, and notify the asker. Raises the errors of ``still_open`` and ``check_answer``."""
    seen = await still_open(session, question_id, by)
    question = seen.asked.question
    question.answer = check_answer(text, question)
    _done(question, QuestionState.ANSWERED, by, now)
    await _tell(session, question, ANSWERED, {}, now)
    return seen


async def close(session: AsyncSession, question_id: int, why: Closing, by: Speaker, now: datetime) -> Card:
    """Close a question without a written answer, and tell the asker why. Raises the errors of ``still_open``."""
    seen = await still_open(session, question_id, by)
    _done(seen.asked.question, QuestionState.CLOSED, by, now)
    await _tell(session, seen.asked.question, CLOSED, {"why": why.value}, now)
    return seen


async def move(session: AsyncSession, question_id: int, level: UnitKind, by: Speaker) -> Card:
    """Move a question to the college (转学院), to the office (转就业处) or back to the class.

    Raises the errors of ``still_open``, and AlreadyDone if the question is there already.
    """
    seen = await still_open(session, question_id, by)
    if seen.asked.question.level == level:
        raise AlreadyDone("question_moved")
    seen.asked.question.level = level
    return seen


def _done(question: Question, state: QuestionState, by: Speaker, now: datetime) -> None:
    question.state, question.answered_by, question.answered_at = state, by.person_id, now


async def _tell(
    session: AsyncSession, question: Question, template: str, values: Mapping[str, str], now: datetime
) -> None:
    notice = Notice(
        PushKind.RECORD,
        template,
        key=f"answer:{question.id}",
        values={**Answer(question=question.id).dump(), **values},
    )
    await pushing.to_people(session, notice, [question.person_id], now)


async def reaches(session: AsyncSession, person_id: int) -> bool:
    """Whether the bot can reach the person, as far as it knows."""
    return (await pushes.reachable(session, [person_id])).get(person_id) == Reach.OPEN


async def message(session: AsyncSession, push: Push, delivery: Delivery, now: datetime) -> Shown:
    """Return the values of the message: the question and its answer."""
    return Shown(await questions.told(session, push.answers) if push.answers else {})


COMPOSERS: dict[str, Composer] = {ANSWERED: message, CLOSED: message}

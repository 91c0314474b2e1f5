"""A student asks a question, a member of staff answers or closes it, and the answer comes back in the chat."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import worktime
from bot.domain.care.care import ESCALATE_DAYS, MOST_OPEN, QUESTION_LENGTH, Closing, QuestionState
from bot.domain.delivery.push import PushKind
from bot.domain.delivery.values import Answer
from bot.domain.errors import AlreadyDone, BadInput, NeedsConfirmation, NotFound, Stale
from bot.domain.people import Role, Trust, UnitKind
from bot.domain.postings.announcement import AnnouncementState
from bot.flows import scope
from bot.flows.delivery import pushing
from bot.flows.delivery.compose import Composer, Shown
from bot.flows.delivery.pushing import Notice
from bot.store import choices, people
from bot.store.care import questions
from bot.store.care.questions import Asked
from bot.store.people import Speaker
from bot.store.tables import Announcement, Delivery, Person, Push, Question, Student, Unit

ANSWERED, CLOSED = "questions/answer", "questions/closed"
ANSWER_LENGTH = 1000
LONGEST_ESCAPED = 3000
"""Characters of an answer after < > & are escaped; with the words around it, it still fits a message of 4096."""
SHOWN_STATES = (AnnouncementState.PUBLISHED, AnnouncementState.CLOSED, AnnouncementState.RECALLED)
"""A student may have seen announcements in these states, and so may ask about them."""
HELPERS = (Role.COUNSELLOR, Role.ADVISOR)


@dataclass(frozen=True)
class Card:
    """A question as the staff see it. ``about``: the title of its announcement, or empty. ``before``: the question that
    this one follows up."""

    asked: Asked
    about: str
    before: Question | None


async def answerer(session: AsyncSession, person_id: int) -> str:
    """The name of the counsellor who will answer; empty when the college will, as no counsellor has the bot."""
    student = await session.get(Student, person_id)
    found = await people.holders(session, [student.class_id], *HELPERS) if student else []
    return next((holder.name for holder in found if holder.telegram_id is not None), "")


async def about(session: AsyncSession, announcement_id: int) -> Announcement:
    """The announcement that a student wants to ask about. Raises NotFound for one never shown to students."""
    announcement = await session.get(Announcement, announcement_id)
    if announcement is None or announcement.state not in SHOWN_STATES:
        raise NotFound("这条招聘公告")
    return announcement


async def own(session: AsyncSession, question_id: int, by: Speaker) -> Question:
    """The asker's own question, locked. Raises Stale for another's, NeedsConfirmation for one older than ``_since``."""
    question = await questions.locked(session, question_id)
    if question is None or question.person_id != by.person_id:
        raise Stale
    since = await _since(session, by)
    if since is not None and question.asked_at < since:
        raise NeedsConfirmation
    return question


async def recent(session: AsyncSession, by: Speaker) -> list[Question]:
    """The asker's own latest questions, those that wait first."""
    return await questions.recent_of(session, by.person_id, await _since(session, by))


async def _since(session: AsyncSession, by: Speaker) -> datetime | None:
    """The moment since which an asker may read their questions; None: all of them.

    A classmate may have joined with a class code in their name, so the code opens only questions asked since then.
    """
    bond = await people.bond_of(session, by.person_id) if by.trust == Trust.CLASS else None
    return bond.bound_at if bond else None


async def check(session: AsyncSession, person_id: int, text: str) -> str:
    """The question, stripped. Raises BadInput when it is empty or too long, or ``MOST_OPEN`` questions wait already."""
    plain = text.strip()
    if not plain:
        raise BadInput("请直接输入想问的话，或发送 /cancel 取消。")
    if len(plain) > QUESTION_LENGTH:
        raise BadInput(f"问题有 {len(plain)} 字，请缩短到 {QUESTION_LENGTH} 字以内再发一次。")
    if await questions.count_open(session, person_id) >= MOST_OPEN:
        raise BadInput(f"您已有 {MOST_OPEN} 个问题在等回复。请等老师回复，或发送 /ask 撤回一个再问。")
    return plain


async def ask(
    session: AsyncSession,
    by: Speaker,
    text: str,
    now: datetime,
    *,
    announcement_id: int | None = None,
    follows_id: int | None = None,
) -> Question:
    """Put a question to the class's counsellor; ``follows_id``: the question that it follows up.

    Raises what ``check``, ``about`` and ``own`` raise; Stale for an asker who is no student, or a follow-up to a
    question that is still open.
    """
    student = await session.get(Student, by.person_id)
    if student is None:
        raise Stale
    plain = await check(session, by.person_id, text)
    if announcement_id is not None:
        await about(session, announcement_id)
    if follows_id is not None and (await own(session, follows_id, by)).state == QuestionState.OPEN:
        raise Stale
    question = Question(
        person_id=by.person_id,
        class_id=student.class_id,
        college_id=student.college_id,
        announcement_id=announcement_id,
        follows_id=follows_id,
        text=plain,
        asked_at=now,
    )
    session.add(question)
    await session.flush()
    return question


async def withdraw(session: AsyncSession, question_id: int, by: Speaker) -> Question:
    question = await own(session, question_id, by)
    if question.state != QuestionState.OPEN:
        raise AlreadyDone("这个问题已经处理过了")
    question.state = QuestionState.CLOSED
    return question


async def waiting(session: AsyncSession, by: Speaker, now: datetime) -> list[Asked]:
    """The open questions that this member of staff has to answer, oldest first.

    Counsellors: those of their classes that were not moved up. Colleges: those moved up to them, those unanswered for
    two working days, and those of classes whose counsellor has no bot. The office: those moved up to it.
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
    """The ids of those that have waited for ``ESCALATE_DAYS`` working days."""
    extra, span = await choices.calendar(session)
    day = (span.end.hour - span.start.hour) + (span.end.minute - span.start.minute) / 60
    hours = ESCALATE_DAYS * day
    return {
        asked.question.id for asked in found if worktime.add_working(asked.question.asked_at, hours, extra, span) <= now
    }


async def card(session: AsyncSession, question_id: int, by: Speaker) -> Card:
    """The question, locked. Raises NotFound; NotAllowed unless the speaker answers for the student's class."""
    question = await questions.locked(session, question_id)
    if question is None:
        raise NotFound("这个问题")
    await scope.chosen(session, question.class_id, by)
    asked = Asked(
        question,
        await session.get_one(Person, question.person_id),
        await session.get_one(Unit, question.class_id),
    )
    before = await session.get(Question, question.follows_id) if question.follows_id else None
    return Card(asked, await questions.title_of(session, question.announcement_id), before)


async def still_open(session: AsyncSession, question_id: int, by: Speaker) -> Card:
    """Like ``card``; raises AlreadyDone for a question that was answered or closed."""
    seen = await card(session, question_id, by)
    if seen.asked.question.state != QuestionState.OPEN:
        raise AlreadyDone("这个问题已经处理过了")
    return seen


def check_answer(text: str) -> str:
    plain = text.strip()
    if not plain:
        raise BadInput("请直接输入回复，或发送 /cancel 取消。")
    if len(plain) > ANSWER_LENGTH or len(html.escape(plain)) > LONGEST_ESCAPED:
        raise BadInput(f"回复有 {len(plain)} 字，请缩短到 {ANSWER_LENGTH} 字以内再发一次。")
    return plain


async def answer(session: AsyncSession, question_id: int, text: str, by: Speaker, now: datetime) -> Card:
    """Answer a question, and tell the asker. Raises what ``still_open`` and ``check_answer`` raise."""
    seen = await still_open(session, question_id, by)
    question = seen.asked.question
    question.answer = check_answer(text)
    _done(question, QuestionState.ANSWERED, by, now)
    await _tell(session, question, ANSWERED, {}, now)
    return seen


async def close(session: AsyncSession, question_id: int, why: Closing, by: Speaker, now: datetime) -> Card:
    """Close a question without a written answer, and tell the asker why. Raises what ``still_open`` raises."""
    seen = await still_open(session, question_id, by)
    _done(seen.asked.question, QuestionState.CLOSED, by, now)
    await _tell(session, seen.asked.question, CLOSED, {"why": why.value}, now)
    return seen


async def move(session: AsyncSession, question_id: int, level: UnitKind, by: Speaker) -> Card:
    """转学院, 转就业处, or back to the class. Raises what ``still_open`` raises; AlreadyDone when it is there."""
    seen = await still_open(session, question_id, by)
    if seen.asked.question.level == level:
        raise AlreadyDone("这个问题已经转过去了")
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


async def message(session: AsyncSession, push: Push, delivery: Delivery, now: datetime) -> Shown:
    """The values of the message: the question that it answers, and the answer."""
    return Shown(await questions.told(session, push.answers) if push.answers else {})


COMPOSERS: dict[str, Composer] = {ANSWERED: message, CLOSED: message}

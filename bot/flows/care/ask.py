"""A student asks a question, follows it up, or withdraws it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.care.care import MOST_OPEN, QUESTION_LENGTH, QuestionState
from bot.domain.errors import AlreadyDone, BadInput, NeedsConfirmation, NotFound, Stale
from bot.domain.people import Trust
from bot.domain.postings.announcement import AnnouncementState
from bot.flows.care.questions import HELPERS
from bot.store import people
from bot.store.care import questions
from bot.store.people import Speaker
from bot.store.tables import Announcement, Question, Student

SHOWN_STATES = (AnnouncementState.PUBLISHED, AnnouncementState.CLOSED, AnnouncementState.RECALLED)
"""The states of announcements that students may have seen and so may ask about."""


async def answerer(session: AsyncSession, person_id: int) -> str:
    """Return the name of the counsellor who will answer.

    It is empty if no counsellor has the bot and the college answers.
    """
    student = await session.get(Student, person_id)
    found = await people.holders(session, [student.class_id], *HELPERS) if student else []
    return next((holder.name for holder in found if holder.telegram_id is not None), "")


async def about(session: AsyncSession, announcement_id: int) -> Announcement:
    """Return the announcement that a student wants to ask about. Raises NotFound if it was never shown to students."""
    announcement = await session.get(Announcement, announcement_id)
    if announcement is None or announcement.state not in SHOWN_STATES:
        raise NotFound("announcement_shown")
    return announcement


async def own(session: AsyncSession, question_id: int, by: Speaker) -> Question:
    """Return the asker's own question, locked.

    Raises Stale if it is another person's question, and NeedsConfirmation if it is older than ``_since`` allows.
    """
    question = await questions.locked(session, question_id)
    if question is None or question.person_id != by.person_id:
        raise Stale
    since = await _since(session, by)
    if since is not None and question.asked_at < since:
        raise NeedsConfirmation
    return question


async def recent(session: AsyncSession, by: Speaker) -> list[Question]:
    """Return the asker's own latest questions. Those that wait for an answer come first."""
    return await questions.recent_of(session, by.person_id, await _since(session, by))


async def _since(session: AsyncSession, by: Speaker) -> datetime | None:
    """Return the time since which an asker may read their own questions. Returns None if they may read all.

    A classmate may have joined with a class code in their name, so the code opens only questions asked since then.
    """
    bond = await people.bond_of(session, by.person_id) if by.trust == Trust.CLASS else None
    return bond.bound_at if bond else None


async def check(session: AsyncSession, person_id: int, text: str) -> str:
    """Return the question, stripped.

    Raises BadInput if it is empty or too long, or if ``MOST_OPEN`` questions already wait.
    """
    plain = text.strip()
    if not plain:
        raise BadInput("问题是空的。请直接输入想问的话，或发送 /cancel 取消。")
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
    """Send a question to the class's counsellor. ``follows_id`` is the id of the question that it follows up.

    Raises the errors of ``check``, ``about`` and ``own``. Raises Stale if the asker is not a student, or if the
    question that it follows up is still open.
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
        raise AlreadyDone("own_question_closed")
    question.state = QuestionState.CLOSED
    return question

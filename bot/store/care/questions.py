"""Students' questions: the latest questions of a student, and the open questions of classes and colleges."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.care.care import QuestionState
from bot.store.queries import count
from bot.store.tables import Announcement, Person, Question, Unit


@dataclass(frozen=True)
class Asked:
    """A question, the student who asked it, and the student's class."""

    question: Question
    person: Person
    unit: Unit


async def open_in(
    session: AsyncSession, class_ids: Sequence[int], college_ids: Sequence[int], everywhere: bool = False
) -> list[Asked]:
    """Return the open questions of these classes and colleges, oldest first. With ``everywhere``, return those of all
    classes.
    """
    where: list[ColumnElement[bool]] = [col(Question.state) == QuestionState.OPEN]
    if not everywhere:
        where.append(or_(col(Question.class_id).in_(class_ids), col(Question.college_id).in_(college_ids)))
    rows = await session.execute(
        select(Question, Person, Unit)
        .join(Person, col(Person.id) == col(Question.person_id))
        .join(Unit, col(Unit.id) == col(Question.class_id))
        .where(*where)
        .order_by(col(Question.asked_at), col(Question.id))
    )
    return [Asked(question, person, unit) for question, person, unit in rows]


async def count_open(session: AsyncSession, person_id: int) -> int:
    return await count(
        session, Question, col(Question.person_id) == person_id, col(Question.state) == QuestionState.OPEN
    )


async def recent_of(
    session: AsyncSession, person_id: int, since: datetime | None = None, limit: int = 5
) -> list[Question]:
    """Return up to ``limit`` of a person's latest questions since ``since``, open ones first."""
    asked = col(Question.asked_at) >= since if since is not None else true()
    rows = await session.execute(
        select(Question)
        .where(col(Question.person_id) == person_id, asked)
        .order_by((col(Question.state) == QuestionState.OPEN).desc(), col(Question.id).desc())
        .limit(limit)
    )
    return list(rows.scalars())


async def locked(session: AsyncSession, question_id: int) -> Question | None:
    """Return the question with its row locked, so that two people cannot answer it at the same time."""
    return await session.get(Question, question_id, with_for_update=True)


async def told(session: AsyncSession, question_id: int) -> dict[str, Any]:
    """Return the values of the message with the answer: ``asked``, ``answer`` and ``answerer``.

    They are read when the message is sent, so that the texts are stored only in the encrypted row.
    """
    question = await session.get_one(Question, question_id)
    answerer = await session.get(Person, question.answered_by) if question.answered_by else None
    return {"asked": question.text, "answer": question.answer, "answerer": answerer.name if answerer else ""}


async def title_of(session: AsyncSession, announcement_id: int | None) -> str:
    """The title of the announcement that a question is about, or empty."""
    announcement = await session.get(Announcement, announcement_id) if announcement_id else None
    return announcement.title if announcement else ""

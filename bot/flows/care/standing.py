"""Pause a student (休学, 参军): staff stop postings, notices and reminders until they resume them.

The student is told of both, and fraud warnings go on. Only after 不再联系 (a death) nothing at all is sent.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.care.care import Pause
from bot.domain.delivery.push import PushKind
from bot.domain.errors import AlreadyDone, BadInput, NotAllowed
from bot.domain.people import Role, Standing
from bot.flows.care import calls
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store.people import Speaker
from bot.store.tables import Student

NOTE_LENGTH = 50


async def pause(session: AsyncSession, person_id: int, why: Pause, by: Speaker, now: datetime) -> Student:
    """Stop postings, notices and reminders for a student, and tell them; ``Pause.SILENT`` stops everything unsaid.

    Rows that wait for them are skipped when they fall due. A paused student may still be silenced. Raises NotFound,
    NotAllowed; AlreadyDone unless active.
    """
    student = await calls.own(session, person_id, by)
    silent = why == Pause.SILENT
    if silent and not may_silence(student, by):
        raise NotAllowed
    before = (Standing.ACTIVE, Standing.PAUSED) if silent else (Standing.ACTIVE,)
    if student.silenced or student.standing not in before:
        raise AlreadyDone("paused")
    student.standing = Standing.PAUSED
    student.standing_note = {"why": why.value, "note": "", "by": by.person_id, "at": now.isoformat()}
    if not silent:
        await _tell(session, student, "me/paused", by, now)
    return student


def may_silence(student: Student, by: Speaker) -> bool:
    """Whether the speaker may decide that nothing at all is sent to the student: the college and the office may."""
    return by.holds(Role.OFFICE) or student.college_id in by.units(Role.COLLEGE)


async def write_note(session: AsyncSession, person_id: int, text: str, by: Speaker) -> Student:
    """Write a note beside the reason; only counsellor, college and office see it, and the student in their export.

    Raises NotFound, NotAllowed and BadInput, and AlreadyDone if the student is not paused.
    """
    student = await calls.own(session, person_id, by)
    plain = text.strip()
    if not plain or len(plain) > NOTE_LENGTH:
        raise BadInput(f"备注要写 1 到 {NOTE_LENGTH} 个字，不要写病情等健康信息。请重新输入，或点“返回”。")
    if student.standing_note is None:
        raise AlreadyDone("resumed")
    student.standing_note = {**student.standing_note, "note": plain}
    return student


async def resume(session: AsyncSession, person_id: int, by: Speaker, now: datetime) -> Student:
    """恢复: match and send for the student again, and tell them unless they were silenced.

    Raises NotFound, NotAllowed; AlreadyDone unless paused.
    """
    student = await calls.own(session, person_id, by)
    if student.standing != Standing.PAUSED:
        raise AlreadyDone("not_paused")
    silenced = student.silenced
    if silenced and not may_silence(student, by):
        raise NotAllowed
    student.standing, student.standing_note = Standing.ACTIVE, None
    if not silenced:
        await _tell(session, student, "me/resumed", by, now)
    return student


async def _tell(session: AsyncSession, student: Student, template: str, by: Speaker, now: datetime) -> None:
    notice = Notice(PushKind.RECORD, template, values={"teacher": by.name}, created_by=by.person_id)
    await pushing.to_people(session, notice, [student.person_id], now)

"""Pause a student (休学, 参军, illness): nothing is sent to them, silently, until staff resume it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.care.care import Pause
from bot.domain.errors import AlreadyDone, BadInput
from bot.domain.people import Standing
from bot.flows.care import calls
from bot.store.people import Speaker
from bot.store.tables import Student

NOTE_LENGTH = 100


async def pause(session: AsyncSession, person_id: int, why: Pause, by: Speaker, now: datetime) -> Student:
    """Stop matching and sending for a student, warnings included, without telling them.

    Rows that wait for them are skipped when they fall due. Raises NotFound, NotAllowed; AlreadyDone unless active.
    """
    student = await calls.own(session, person_id, by)
    if student.standing != Standing.ACTIVE:
        raise AlreadyDone("这位同学的推送已经停了")
    student.standing = Standing.PAUSED
    student.standing_note = {"why": why.value, "note": "", "by": by.person_id, "at": now.isoformat()}
    return student


async def write_note(session: AsyncSession, person_id: int, text: str, by: Speaker) -> Student:
    """Write a note beside the reason; only counsellor, college and office see it.

    Raises NotFound, NotAllowed, BadInput; AlreadyDone when the student is not paused.
    """
    student = await calls.own(session, person_id, by)
    plain = text.strip()
    if not plain or len(plain) > NOTE_LENGTH:
        raise BadInput(f"请输入 {NOTE_LENGTH} 字以内的备注，或点“返回”。")
    if student.standing_note is None:
        raise AlreadyDone("这位同学已经恢复推送")
    student.standing_note = {**student.standing_note, "note": plain}
    return student


async def resume(session: AsyncSession, person_id: int, by: Speaker) -> Student:
    """恢复: match and send for the student again. Raises NotFound, NotAllowed; AlreadyDone unless paused."""
    student = await calls.own(session, person_id, by)
    if student.standing != Standing.PAUSED:
        raise AlreadyDone("这位同学的推送没有暂停")
    student.standing, student.standing_note = Standing.ACTIVE, None
    return student

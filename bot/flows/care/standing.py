"""Pause a student (休学, 参军, illness). Nothing is sent to them until staff resume it, and they are not told."""

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
    """Stop matching and sending for a student, including warnings, without telling them.

    Their waiting rows are skipped when they become due. Raises NotFound and NotAllowed, and AlreadyDone unless the
    student is active.
    """
    student = await calls.own(session, person_id, by)
    if student.standing != Standing.ACTIVE:
        raise AlreadyDone("paused")
    student.standing = Standing.PAUSED
    student.standing_note = {"why": why.value, "note": "", "by": by.person_id, "at": now.isoformat()}
    return student


async def write_note(session: AsyncSession, person_id: int, text: str, by: Speaker) -> Student:
    """Write a note beside the reason. Only the counsellor, the college and the office see it.

    Raises NotFound, NotAllowed and BadInput, and AlreadyDone if the student is not paused.
    """
    student = await calls.own(session, person_id, by)
    plain = text.strip()
    if not plain or len(plain) > NOTE_LENGTH:
        raise BadInput(f"备注要写 1 到 {NOTE_LENGTH} 个字。请重新输入，或点“返回”。")
    if student.standing_note is None:
        raise AlreadyDone("resumed")
    student.standing_note = {**student.standing_note, "note": plain}
    return student


async def resume(session: AsyncSession, person_id: int, by: Speaker) -> Student:
    """Resume matching and sending for the student (恢复).

    Raises NotFound and NotAllowed, and AlreadyDone unless the student is paused.
    """
    student = await calls.own(session, person_id, by)
    if student.standing != Standing.PAUSED:
        raise AlreadyDone("not_paused")
    student.standing, student.standing_note = Standing.ACTIVE, None
    return student

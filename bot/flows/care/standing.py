"""休学, 参军, illness: everything stops for a student, silently, until somebody starts it again."""

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
    """Nothing is matched or sent any more, not even warnings; the student is told nothing of it.

    What waits for him is skipped as it falls due. Raises NotFound, NotAllowed, AlreadyDone.
    """
    student = await calls.own(session, person_id, by)
    if student.standing != Standing.ACTIVE:
        raise AlreadyDone("这位同学的推送已经停了")
    student.standing = Standing.PAUSED
    student.standing_note = {"why": why.value, "note": "", "by": by.person_id, "at": now.isoformat()}
    return student


async def write_note(session: AsyncSession, person_id: int, text: str, by: Speaker) -> Student:
    """A few words beside the reason, for counsellor, college and office only."""
    student = await calls.own(session, person_id, by)
    plain = text.strip()
    if not plain or len(plain) > NOTE_LENGTH:
        raise BadInput(f"请输入 {NOTE_LENGTH} 字以内的备注，或点“返回”。")
    if student.standing_note is None:
        raise AlreadyDone("这位同学已经恢复推送")
    student.standing_note = {**student.standing_note, "note": plain}
    return student


async def resume(session: AsyncSession, person_id: int, by: Speaker) -> Student:
    """恢复: from now on he is matched and sent to as everybody. Raises as ``pause`` does."""
    student = await calls.own(session, person_id, by)
    if student.standing != Standing.PAUSED:
        raise AlreadyDone("这位同学的推送没有暂停")
    student.standing, student.standing_note = Standing.ACTIVE, None
    return student

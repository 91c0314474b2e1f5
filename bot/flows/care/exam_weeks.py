"""The exam weeks (考试/答辩周): until a given day, the students of a class get only the weekly digest."""

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.errors import AlreadyDone, BadInput, NotAllowed
from bot.domain.people import UnitKind
from bot.domain.postings.posting.dates import read_date
from bot.flows import scope
from bot.store.people import Speaker
from bot.store.tables import Unit

LONGEST = timedelta(weeks=8)


async def of_class(session: AsyncSession, class_id: int, by: Speaker) -> Unit:
    """Return a class that the speaker is responsible for.

    Raises NotFound, and NotAllowed also if the unit is not a class.
    """
    unit = await scope.chosen(session, class_id, by)
    if unit.kind != UnitKind.CLASS:
        raise NotAllowed
    return unit


async def begin(session: AsyncSession, class_id: int, until: date, by: Speaker, now: datetime) -> Unit:
    """Set the exam weeks up to and including ``until``.

    Raises BadInput if it is in the past or more than eight weeks away.
    """
    unit = await of_class(session, class_id, by)
    today = now.astimezone(SHANGHAI).date()
    if not today <= until <= today + LONGEST:
        raise BadInput(f"日期要在今天到 {(today + LONGEST):%Y-%m-%d} 之间，请重新输入，例如 12月20日。")
    unit.weekly_until, unit.weekly_by = until, by.person_id
    return unit


async def end(session: AsyncSession, class_id: int, by: Speaker) -> Unit:
    """Cancel the exam weeks (取消).

    The students' own rhythms apply again at once. Raises AlreadyDone if no exam weeks are set.
    """
    unit = await of_class(session, class_id, by)
    if unit.weekly_until is None:
        raise AlreadyDone("no_exam_weeks")
    unit.weekly_until, unit.weekly_by = None, by.person_id
    return unit


def read_day(text: str, now: datetime) -> date:
    """Read a day typed as 12月20日 or 2026-12-20. Raises BadInput."""
    day, _ = read_date(text.strip(), now.astimezone(SHANGHAI).date(), coming=True)
    if day is None:
        raise BadInput("没看懂这个日期。请写成 12月20日 或 2026-12-20，或发送 /cancel 取消。")
    return day

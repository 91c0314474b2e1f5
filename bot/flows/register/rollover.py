"""The new school year (换届): seats end in classes that have left, and students who have left get no more messages.

Cadres' seats end from 1 September of their own year on, even if a classmate graduates late. Counsellors' and students'
seats end after 31 December (DESIGN §11). Seats stay on record with their dates. A second run changes nothing more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.errors import AlreadyDone, Stale
from bot.domain.people import Role
from bot.domain.register import cohort
from bot.store.register import cohorts, roster

Seat = tuple[int, Role, int]


@dataclass(frozen=True)
class Rollover:
    """The seats that end, each as (person id, role, unit id), and the names of the classes concerned."""

    cadres: frozenset[Seat]
    staff: frozenset[Seat]
    students: frozenset[Seat]
    classes: Sequence[str]
    year: int
    """Students of cohorts before this year get no more messages."""

    @property
    def empty(self) -> bool:
        return not (self.cadres or self.staff or self.students)


async def preview(session: AsyncSession, now: datetime) -> Rollover:
    today = now.astimezone(SHANGHAI).date()
    left_before, gone_before = cohort.left_before(today), cohort.gone_before(today)
    by_class = await cohorts.of_classes(session)
    left = {class_id for class_id, last in by_class.items() if last < left_before}
    gone = {class_id for class_id, last in by_class.items() if last < gone_before}
    people = await cohorts.students_before(session, gone_before)
    held = await roster.seats(session, [Role.CADRE, Role.COUNSELLOR, Role.ADVISOR, Role.STUDENT])
    own = await cohorts.students_before(session, left_before)
    cadres = frozenset(seat for seat in held if seat[1] is Role.CADRE and (seat[2] in left or seat[0] in own))
    staff = frozenset(seat for seat in held if seat[1] in (Role.COUNSELLOR, Role.ADVISOR) and seat[2] in gone)
    students = frozenset(seat for seat in held if seat[1] is Role.STUDENT and seat[0] in people)
    concerned = {unit for _, _, unit in cadres | staff | students}
    return Rollover(cadres, staff, students, await cohorts.class_names(session, concerned), gone_before)


async def roll_over(session: AsyncSession, now: datetime) -> Rollover:
    found = await preview(session, now)
    await roster.stand_up(session, found.cadres | found.staff | found.students, now)
    await cohorts.let_go(session, found.year)
    return found


async def confirmed(session: AsyncSession, year: int, now: datetime) -> Rollover:
    """Roll over as the preview of ``year`` showed.

    Raises Stale if the year has changed, and AlreadyDone if no seat would end.
    """
    found = await preview(session, now)
    if found.year != year:
        raise Stale
    if found.empty:
        raise AlreadyDone("rolled_over")
    return await roll_over(session, now)

"""A new school year: the roles of classes that have left end, and who has left is served no more.

Cadres hold nothing from 1 September of their year, counsellors and students until 31 December (DESIGN §11).
Seats stay on record with their dates; doing it twice ends nothing twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.people import Role
from bot.store import cohorts, roster

SEPTEMBER = 9
Seat = tuple[int, Role, int]


@dataclass(frozen=True)
class Rollover:
    """What ends: seats as (person, role, unit), and the classes concerned."""

    cadres: frozenset[Seat]
    staff: frozenset[Seat]
    students: frozenset[Seat]
    classes: Sequence[str]
    year: int
    """Cohorts before it have left for good."""

    @property
    def empty(self) -> bool:
        return not (self.cadres or self.staff or self.students)


async def preview(session: AsyncSession, now: datetime) -> Rollover:
    local = now.astimezone(SHANGHAI)
    out_of_school = local.year + (1 if local.month >= SEPTEMBER else 0)
    by_class = await cohorts.of_classes(session)
    left = {class_id for class_id, cohort in by_class.items() if cohort < out_of_school}
    gone = {class_id for class_id, cohort in by_class.items() if cohort < local.year}
    people = await cohorts.students_before(session, local.year)
    held = await roster.seats(session, [Role.CADRE, Role.COUNSELLOR, Role.ADVISOR, Role.STUDENT])
    cadres = frozenset(seat for seat in held if seat[1] is Role.CADRE and seat[2] in left)
    staff = frozenset(seat for seat in held if seat[1] in (Role.COUNSELLOR, Role.ADVISOR) and seat[2] in gone)
    students = frozenset(seat for seat in held if seat[1] is Role.STUDENT and seat[0] in people)
    concerned = {unit for _, _, unit in cadres | staff | students}
    return Rollover(cadres, staff, students, await cohorts.class_names(session, concerned), local.year)


async def roll_over(session: AsyncSession, now: datetime) -> Rollover:
    found = await preview(session, now)
    await roster.stand_up(session, found.cadres | found.staff | found.students, now)
    await cohorts.let_go(session, found.year)
    return found

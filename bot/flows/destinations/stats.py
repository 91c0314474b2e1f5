"""落实率 and 留省率 of the school and its colleges. Rates of classes, staff or cadres are forbidden (三不得)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.destinations import rates
from bot.domain.destinations.rates import Outcome, Rate
from bot.domain.errors import NotAllowed
from bot.domain.people import Role
from bot.store import choices, people
from bot.store.destinations import destinations
from bot.store.people import Speaker
from bot.store.tables import Unit

FORMULA = "2024"
"""The version of the code groups that the rates use (教就业厅函〔2024〕11号)."""


@dataclass(frozen=True)
class Line:
    """The rates of one unit. ``retention_a`` and ``retention_b`` are 留省率 by its definitions A and B (DESIGN §7)."""

    unit: Unit
    settled: Rate
    retention_a: Rate
    retention_b: Rate


@dataclass(frozen=True)
class Sheet:
    """The rates of a cohort at the time ``at``."""

    cohort: int
    at: datetime
    formula: str
    lines: Sequence[Line]
    """The school first, if the speaker may see it, and then its colleges by name."""
    others: Sequence[int] = ()
    """The other cohorts in the roster, newest first."""


async def sheet(
    session: AsyncSession, now: datetime, province: str, cohort: int | None = None, by: Speaker | None = None
) -> Sheet:
    """The rates that the speaker may see. If ``by`` is None, the command line asks and may see all rates.

    If ``cohort`` is None, it is the cohort that graduates next. ``province`` is the code of the home province, such as
    ``220000``. Raises NotAllowed if the speaker may see no rates.
    """
    school = await people.school(session)
    cohort = cohort or await choices.graduating(session, now)
    known = await destinations.cohorts(session)
    if school is None or not known:
        return Sheet(cohort, now, FORMULA, [])
    everything = by is None or by.holds(Role.OFFICE, Role.LEADER)
    own = set() if by is None else set(by.units(Role.COLLEGE))
    if not everything and not own:
        raise NotAllowed
    outcomes = await destinations.outcomes(session, cohort)
    lines = [_line(school, outcomes, province)] if everything else []
    for college in await people.children(session, school.id):
        if everything or college.id in own:
            theirs = [outcome for outcome in outcomes if outcome.college_id == college.id]
            lines.append(_line(college, theirs, province))
    return Sheet(cohort, now, FORMULA, lines, [each for each in known if each != cohort])


def _line(unit: Unit, outcomes: Sequence[Outcome], province: str) -> Line:
    return Line(
        unit,
        rates.settled_rate(outcomes),
        rates.retention(outcomes, "A", province),
        rates.retention(outcomes, "B", province),
    )

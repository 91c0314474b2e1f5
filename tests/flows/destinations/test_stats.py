"""The rates of the school and its colleges, for the roles that may see them."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.work.stats import as_dict
from bot.domain.destinations.destination import DestinationState
from bot.domain.errors import NotAllowed
from bot.domain.postings.posting import Field
from bot.flows.destinations import stats
from bot.flows.postings import policy
from bot.store import choices, people
from bot.store.tables import Destination, Person, Student
from tests.cast import Cast, Member

JILIN = "220000"
EXAMPLE = {"10": 60, "11": 20, "12": 10, "271": 2, "46": 6, "503": 2, "512": 1, "519": 1, "75": 2, "76": 4}
EXAMPLE |= {"801": 40, "802": 2, "85": 5, "703": 30, "71": 12, "721": 3}
"""Code → number of graduates in the worked example E01: 200 in all; 48 of those with work stay in the province."""


async def graduates(session: AsyncSession, cast: Cast, now: datetime, state: DestinationState) -> None:
    """Add the 200 graduates to 土木2301, one cohort after the cast. Each has a record in ``state``."""
    codes = [code for code, count in EXAMPLE.items() for _ in range(count)]
    at_work = [place for place, code in enumerate(codes) if code[0] in "1257"]
    home = set(at_work[:48])
    numbers = range(5000, 5000 + len(codes))
    await session.execute(
        insert(Person), [{"id": n, "number": f"X{n}", "name": "某", "name_key": "某"} for n in numbers]
    )
    await session.execute(
        insert(Student),
        [
            {
                "person_id": n,
                "class_id": cast.civil1,
                "college_id": cast.civil,
                "major_name": "土木工程",
                "majors": [],
                "degree": 2,
                "cohort": 2028,
                "muted_employers": [],
                "muted_categories": [],
            }
            for n in numbers
        ],
    )
    session.add_all(
        Destination(
            person_id=n,
            code=code,
            state=state,
            region="220100" if place in home else "310000",
            created_at=now,
            changed_at=now,
        )
        for place, (n, code) in enumerate(zip(numbers, codes, strict=True))
    )
    await session.flush()


async def seen_by(session: AsyncSession, member: Member, now: datetime) -> list[str]:
    sheet = await stats.sheet(session, now, JILIN, by=await people.speaker(session, member.telegram_id))
    return [line.unit.name for line in sheet.lines]


async def test_the_rates_of_the_worked_example_are_exact_to_the_hundredth(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await graduates(session, cast, now, DestinationState.CONFIRMED)
    shown: dict[str, Any] = as_dict(await stats.sheet(session, now, JILIN, cohort=2028))
    school, civil, computing = shown["units"]
    assert shown["cohort"] == 2028 and school["settled"] == civil["settled"]
    assert civil["settled"] == {"numerator": 155, "denominator": 200, "percent": "77.50%"}
    assert civil["retention"]["A"] == {"numerator": 48, "denominator": 102, "percent": "47.06%"}
    assert civil["retention"]["B"] == {"numerator": 48, "denominator": 155, "percent": "30.97%"}
    assert computing["settled"] == {"numerator": 0, "denominator": 0, "percent": "N/A"}


async def test_a_record_that_the_student_has_not_confirmed_does_not_count(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await graduates(session, cast, now, DestinationState.APPROVED)
    shown = await stats.sheet(session, now, JILIN, cohort=2028)
    assert [(line.settled.numerator, line.settled.denominator) for line in shown.lines] == [(0, 200), (0, 200), (0, 0)]


@pytest.mark.parametrize(
    ("day", "begins", "cohort"),
    [
        ("2026-11-24", "09-01", 2027),
        ("2027-08-31", "09-01", 2027),
        ("2027-09-01", "09-01", 2028),
        ("2027-07-01", "07-01", 2028),
    ],
)
async def test_one_student_who_graduates_late_does_not_change_the_year_for_everybody(
    session: AsyncSession, cast: Cast, now: datetime, day: str, begins: str, cohort: int
) -> None:
    (await session.get_one(Student, cast.li.person_id)).cohort = 2030
    await choices.put(session, "year_begins", begins)
    at = datetime.fromisoformat(f"{day}T04:00:00+00:00")
    assert await choices.graduating(session, at) == cohort
    shown = await stats.sheet(session, at, JILIN)
    assert shown.cohort == cohort and set(shown.others) == {2030, 2027} - {cohort}
    asked = await policy.options(session, "V02", Field.COHORTS, at.date())
    assert asked[0] == f"{cohort}届"


async def test_the_rates_of_an_earlier_cohort_can_be_shown(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await graduates(session, cast, now, DestinationState.CONFIRMED)
    shown = await stats.sheet(session, now, JILIN, cohort=2027)
    assert [(line.settled.numerator, line.settled.denominator) for line in shown.lines] == [(0, 7), (0, 5), (0, 2)]


async def test_the_office_sees_all_rates_a_college_its_own_and_a_counsellor_none(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    assert await seen_by(session, cast.office, now) == ["长春示范大学", "土木学院", "计算机学院"]
    assert await seen_by(session, cast.computing_staff, now) == ["计算机学院"]
    for member in (cast.counsellor, cast.cadre, cast.sun):
        with pytest.raises(NotAllowed):
            await seen_by(session, member, now)

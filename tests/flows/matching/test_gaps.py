"""Gaps between wishes and postings by major, region and type, with the employers to ask."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.domain import majors, region
from bot.domain.degree import Degree
from bot.domain.errors import Stale
from bot.domain.matching import gaps as rule
from bot.domain.matching.gaps import COMPARED
from bot.domain.matching.library import Facet, Offer
from bot.domain.matching.matching import Graduate, Opening
from bot.domain.matching.matching import Wish as Wishes
from bot.flows.matching import gaps
from bot.flows.matching.gaps import Line
from bot.flows.publishing import publish
from bot.store import people
from bot.store.people import Speaker
from bot.store.tables import Wish
from tests.cast import Cast, Member
from tests.factories import approved


async def speaker(session: AsyncSession, member: Member) -> Speaker:
    found = await people.speaker(session, member.telegram_id)
    assert found is not None
    return found


async def published(session: AsyncSession, now: datetime, title: str, **fields: Any) -> None:
    fields = {"employer": f"长春示例{title}公司", "anywhere": False, **fields}
    announcement = await approved(session, now, title, **fields)
    await publish.publish(session, announcement.id, now)


def told(lines: Sequence[Line]) -> dict[str, tuple[int, int, int]]:
    return {each.gap.value: (each.gap.wishing, each.gap.vacancies, each.fitting) for each in lines}


async def test_majors_with_too_few_and_too_many_vacancies_are_shown(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await published(session, now, "结构", majors=["081001", "Y0814"], regions=["220100"], headcount=2)
    await published(session, now, "护士", majors=["101101K"], regions=["220100"], headcount=30)
    await published(session, now, "讲师", majors=["101101K"], regions=["220100"], headcount=None)
    view = await gaps.view(session, Facet.MAJOR, await speaker(session, cast.office), now)
    assert told(view.wanting) == {"081001": (5, 2, 5), "080902": (2, 0, 0)}
    assert told(view.spare) == {"101101K": (0, 31, 0)}
    assert (view.looking, view.postings, view.heads, view.unstated) == (7, 3, 33, 1)
    shown = render.text("library/gaps", view=view, now=now)
    assert "土木工程　在找 5，招 2，都符合的 5" in shown
    assert "护理学　招 31＋，在找 0" in shown


async def test_a_posting_for_a_class_of_majors_counts_for_the_studied_major_in_it(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await published(session, now, "施工", majors=["0810"], regions=["220100"], headcount=9)
    view = await gaps.view(session, Facet.MAJOR, await speaker(session, cast.office), now)
    assert told(view.spare) == {"081001": (5, 9, 5)}


async def test_a_posting_is_no_gap_of_its_other_majors_if_one_of_them_is_studied(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await published(session, now, "施工", majors=["081001", "081101"], regions=["220100"], headcount=9)
    await published(session, now, "文员", majors=["050101"], majors_soft=True, regions=["220100"], headcount=9)
    view = await gaps.view(session, Facet.MAJOR, await speaker(session, cast.office), now)
    assert told(view.spare) == {"081001": (5, 9, 5)}


async def test_a_wish_for_a_province_counts_for_its_cities(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await published(session, now, "设计", regions=["220104"], headcount=5)
    view = await gaps.view(session, Facet.REGION, await speaker(session, cast.office), now)
    assert told(view.spare)["220100"] == (2, 5, 4)
    assert told(view.wanting)["110000"] == (2, 0, 0)


async def test_a_city_that_no_student_named_is_not_wanted(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await published(session, now, "设计", regions=["220200"], headcount=None)
    (await session.get_one(Wish, cast.li.person_id)).regions = ["220000"]
    await session.flush()
    view = await gaps.view(session, Facet.REGION, await speaker(session, cast.office), now)
    assert "220200" not in told(view.wanting)
    assert told(view.wanting)["220000"] == (2, 1, 4)


async def test_employers_who_hired_before_are_named(session: AsyncSession, cast: Cast, now: datetime) -> None:
    later = now + timedelta(days=60)
    await published(session, now, "软件", majors=["080902"], regions=["110000"])
    view = await gaps.view(session, Facet.MAJOR, await speaker(session, cast.office), later)
    assert {line.gap.value: line.employers for line in view.wanting} == {
        "081001": (),
        "080902": ("长春示例软件公司",),
    }
    assert "问问招过的：长春示例软件公司" in render.text("library/gaps", view=view, now=later)


async def test_a_college_compares_its_own_students(session: AsyncSession, cast: Cast, now: datetime) -> None:
    view = await gaps.view(session, Facet.MAJOR, await speaker(session, cast.computing_staff), now)
    assert told(view.wanting) == {"080902": (2, 0, 0)}
    assert view.looking == 2


async def test_a_facet_that_is_not_compared_is_refused(session: AsyncSession, cast: Cast, now: datetime) -> None:
    with pytest.raises(Stale):
        await gaps.view(session, Facet.PAY, await speaker(session, cast.office), now)


def test_gaps_agree_with_the_rules_of_matching_for_each_pair() -> None:
    """The lookup by keys gives the same numbers as comparing each student with each posting."""
    draw = Random(7)
    places = ["220000", "220100", "220104", "220200", "110000", "210200"]
    studies = ["081001", "080902", "0810", "08", "101101K", "081006T"]
    kinds = ["10", "31", "20"]
    people = [student(n, draw, places, studies, kinds) for n in range(60)]
    offered = [offer(n, draw, places, studies, kinds) for n in range(40)]
    studied = {mine for each in people for mine in each.majors}
    for facet in COMPARED:
        for gap in rule.gaps(facet, people, offered):
            there = [each for each in offered if rule.stands_under(facet, each.opening, gap.value)]
            if facet is Facet.MAJOR and not gap.wishing:
                there = [each for each in there if not any(majors.covers(each.opening.majors, m) for m in studied)]
            assert gap.vacancies == sum(each.heads for each in there)
            assert gap.wishing == sum(looks_for(facet, each, gap.value) for each in people)


def student(n: int, draw: Random, places: list[str], studies: list[str], kinds: list[str]) -> Graduate:
    wish = Wishes(regions=frozenset(draw.sample(places, 2)), employer_types=frozenset(draw.sample(kinds, 1)))
    mine = frozenset(draw.sample([code for code in studies if len(code) > 4], 1))
    return Graduate(n, 2027, Degree.BACHELOR, mine, True, False, False, frozenset(), wish)


def offer(n: int, draw: Random, places: list[str], studies: list[str], kinds: list[str]) -> Offer:
    asked = {"majors": frozenset(draw.sample(studies, 2)), "regions": frozenset(draw.sample(places, 1))}
    opening = Opening(
        n, n, frozenset(), None, majors_soft=False, anywhere=False, employer_type=draw.choice(kinds), category=None,
        min_monthly=None, max_monthly=None, negotiable=True, experience_years=None, **asked,
    )  # fmt: skip
    return Offer(opening, n, "岗位", "单位", draw.choice([None, 2]))


def looks_for(facet: Facet, each: Graduate, value: str) -> bool:
    match facet:
        case Facet.MAJOR:
            return any(majors.covers(frozenset({value}), mine) for mine in each.majors)
        case Facet.REGION:
            return any(region.is_within(value, place) for place in each.wishes.regions or ())
        case _:
            return value in (each.wishes.employer_types or ())


async def test_the_majors_of_other_colleges_are_no_gap_of_a_college(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await published(session, now, "施工", majors=["081001"], regions=["220100"], headcount=9)
    view = await gaps.view(session, Facet.MAJOR, await speaker(session, cast.computing_staff), now)
    assert view.spare == []

"""放宽条件: the counts agree with the rule. Each change takes one tap, and so does its undo."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import Stale
from bot.domain.matching import relaxing
from bot.domain.matching.matching import Graduate, Match, Opening, match
from bot.domain.matching.relaxing import Gain, Kind, Step
from bot.domain.wishes.wish import wish_of
from bot.flows.matching import relax
from bot.flows.publishing import publish
from bot.flows.wishes import wishes
from bot.flows.wishes.wishes import NOTHING_WISHED
from tests.cast import Cast
from tests.domain.matching.test_index import CATEGORIES, PLACES, TYPES, graduates, openings
from tests.factories import approved

lists = st.one_of(st.none(), st.lists(st.sampled_from(PLACES[:8]), max_size=2, unique=True))
wished = st.fixed_dictionaries(
    {
        "regions": lists,
        "employer_types": st.one_of(st.none(), st.lists(st.sampled_from(TYPES), max_size=2, unique=True)),
        "categories": st.one_of(st.none(), st.lists(st.sampled_from(CATEGORIES), max_size=2, unique=True)),
        "floor": st.one_of(st.none(), st.integers(0, 12).map(lambda n: n * 1000)),
        "negotiable": st.booleans(),
        "own_major_only": st.booleans(),
        "accepts_experience": st.booleans(),
    }
)


@settings(max_examples=300, deadline=None)
@given(graduates, wished, st.lists(openings, max_size=12))
def test_each_count_agrees_with_matching_the_openings_one_by_one(
    graduate: Graduate, fields: dict[str, Any], offered: list[Opening]
) -> None:
    offered = [replace(each, id=place + 1) for place, each in enumerate(offered)]

    def fitting(changed: dict[str, Any]) -> set[int]:
        asked = replace(graduate, wish=wish_of({**fields, **changed}))
        return {each.id for each in offered if isinstance(match(each, asked), Match)}

    before = fitting({})
    count, gains = relax.gains_of(graduate, fields, offered)
    assert count == len(before)
    for gain in gains:
        after = fitting(relaxing.changes(fields, gain.step))
        assert before <= after
        assert gain.more == len(after - before)


def test_three_types_are_offered_and_a_wider_change_only_if_it_adds_more() -> None:
    gains = [
        Gain(Step(Kind.REGION, "220000"), 4),
        Gain(Step(Kind.ANYWHERE), 4),
        *(Gain(Step(Kind.TYPE, code), more) for code, more in (("10", 9), ("20", 8), ("21", 7), ("22", 6))),
        Gain(Step(Kind.FLOOR, "5500"), 2),
        Gain(Step(Kind.FLOOR, "5000"), 2),
        Gain(Step(Kind.FLOOR, "4000"), 3),
        Gain(Step(Kind.EXPERIENCE), 0),
    ]
    assert [(gain.step.kind, gain.more) for gain in relaxing.best(gains)] == [
        (Kind.TYPE, 9), (Kind.TYPE, 8), (Kind.TYPE, 7), (Kind.REGION, 4), (Kind.FLOOR, 3), (Kind.FLOOR, 2),
    ]  # fmt: skip


async def _open(session: AsyncSession, now: datetime, title: str, **fields: Any) -> None:
    made = await approved(session, now, title, employer=f"{title}公司", **{"anywhere": False, **fields})
    await publish.publish(session, made.id, now)


async def test_the_best_change_comes_first_and_one_tap_makes_it(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await _open(session, now, "长春岗", regions=["220100"])
    await _open(session, now, "吉林岗", regions=["220200"])
    await _open(session, now, "四平岗", regions=["220300"])
    await _open(session, now, "沈阳岗", regions=["210100"])
    await _open(session, now, "低薪岗", regions=["220100"], min_monthly=5000, max_monthly=5600, negotiable=False)
    seen = await relax.outlook(session, cast.li.person_id, now)
    assert (seen.fitting, seen.opened) == (1, 5)
    assert seen.gains[:3] == [
        Gain(Step(Kind.ANYWHERE), 3),
        Gain(Step(Kind.REGION, "220000"), 2),
        Gain(Step(Kind.FLOOR, "5500"), 1),
    ]
    done = await relax.weigh(session, cast.li.person_id, Step(Kind.REGION, "220000"), now)
    assert (done.before, done.after) == (1, 3)
    await relax.make(session, cast.li.person_id, done.step, now)
    assert (await relax.outlook(session, cast.li.person_id, now)).fitting == 3
    await relax.undo(session, cast.li.person_id, done.stamp, now)
    assert (await relax.outlook(session, cast.li.person_id, now)).fitting == 1


async def test_an_old_undo_does_not_revert_a_later_change(session: AsyncSession, cast: Cast, now: datetime) -> None:
    done = await relax.weigh(session, cast.li.person_id, Step(Kind.ANYWHERE), now)
    await relax.make(session, cast.li.person_id, done.step, now)
    await wishes.put(session, cast.li.person_id, now.replace(hour=5), floor=9000)
    with pytest.raises(Stale):
        await relax.undo(session, cast.li.person_id, done.stamp, now)
    assert (await wishes.told(session, cast.li.person_id))["floor"] == 9000


@pytest.mark.parametrize(
    "step",
    [
        Step(Kind.REGION, "220104"),
        Step(Kind.REGION, "999999"),
        Step(Kind.REGION, ""),
        Step(Kind.TYPE, "10"),
        Step(Kind.FLOOR, "7000"),
        Step(Kind.FLOOR, "-1"),
        Step(Kind.FLOOR, "七千"),
        Step(Kind.FLOOR, "1"),
        Step(Kind.NEGOTIABLE),
        Step(Kind.MAJORS),
    ],
)
async def test_a_step_that_changes_nothing_is_refused(
    session: AsyncSession, cast: Cast, now: datetime, step: Step
) -> None:
    for ask in (relax.weigh, relax.make):
        with pytest.raises(Stale):
            await ask(session, cast.li.person_id, step, now)


async def test_a_student_without_wishes_gets_no_changes(session: AsyncSession, cast: Cast, now: datetime) -> None:
    seen = await relax.outlook(session, cast.zhao.person_id, now)
    assert not seen.filled and seen.gains == [] and relaxing.steps(NOTHING_WISHED) == [Step(Kind.EXPERIENCE)]

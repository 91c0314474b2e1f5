"""The index compared with the readable rule: the same graduates and postings must give the same answers."""

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.degree import Degree
from bot.domain.matching.index import Index, Openings, bits
from bot.domain.matching.index import index as sizes
from bot.domain.matching.matching import Graduate, Match, Opening, Weights, Wish, match
from tests.domain.matching.test_matching import POST, WEI

pytestmark = pytest.mark.long
PLACES = ["220000", "220100", "220104", "220381", "210000", "210100", "110000", "310000", "440300", "990000", "542200"]
MAJORS = ["081001", "081005T", "0810", "08", "120203K", "1202", "12", "080902", "Y0814", "Y08", "4401", "44", "1401"]
TYPES, CATEGORIES = ["10", "31", "39"], ["13", "17", "24"]

pay = st.one_of(st.none(), st.integers(0, 12).map(lambda n: n * 1000), st.integers(1000, 20_000), st.just(200_000))
places = st.frozensets(st.sampled_from(PLACES), max_size=3)
wishes = st.builds(
    Wish,
    st.one_of(st.none(), places),
    st.one_of(st.none(), st.frozensets(st.sampled_from(TYPES), max_size=2)),
    st.one_of(st.none(), st.frozensets(st.sampled_from(CATEGORIES), max_size=2)),
    pay,
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
graduates = st.builds(
    Graduate,
    person_id=st.just(0),
    cohort=st.sampled_from([2026, 2027, 2028]),
    degree=st.sampled_from(Degree),
    majors=st.frozensets(st.sampled_from(MAJORS), min_size=1, max_size=2),
    active=st.sampled_from([True, True, True, False]),
    settled=st.booleans(),
    keeps_receiving=st.booleans(),
    muted_employers=st.frozensets(st.integers(1, 3), max_size=2),
    wish=st.one_of(st.none(), wishes),
    muted_categories=st.frozensets(st.sampled_from(CATEGORIES), max_size=1),
    lifted=st.booleans(),
)
openings = st.builds(
    Opening,
    id=st.just(1),
    employer_id=st.integers(1, 3),
    cohorts=st.frozensets(st.sampled_from([2026, 2027]), max_size=2),
    degree_floor=st.one_of(st.none(), st.sampled_from(Degree)),
    majors=st.frozensets(st.sampled_from(MAJORS), max_size=2),
    majors_soft=st.booleans(),
    regions=places,
    anywhere=st.booleans(),
    employer_type=st.one_of(st.none(), st.sampled_from(TYPES)),
    category=st.one_of(st.none(), st.sampled_from(CATEGORIES)),
    min_monthly=pay,
    max_monthly=pay,
    negotiable=st.booleans(),
    experience_years=st.sampled_from([None, None, 0, 3]),
    policy=st.booleans(),
)
populations = st.lists(graduates, max_size=30).map(
    lambda found: [replace(each, person_id=7 * place + 1) for place, each in enumerate(found)]
)


def by_rule(opening: Opening, population: list[Graduate]) -> set[int]:
    return {each.person_id for each in population if isinstance(match(opening, each), Match)}


def in_both_ways(population: Iterable[Graduate]) -> tuple[Index, Index]:
    """Return the index without compiled code and the compiled index."""
    found = list(population)
    return Index(found, compiled=False), Index(found, compiled=True)


def answers(index: Index, opening: Opening) -> set[int]:
    found = index.match(opening).tolist()
    assert len(found) == len(set(found))
    return set(found)


@settings(max_examples=400, deadline=None)
@given(populations, st.lists(openings, min_size=1, max_size=8))
def test_the_index_gives_the_answers_of_the_rule(population: list[Graduate], asked: list[Opening]) -> None:
    by_array, compiled = in_both_ways(population)
    for opening in asked:
        right = by_rule(opening, population)
        assert answers(by_array, opening) == right
        assert answers(compiled, opening) == right


@settings(max_examples=200, deadline=None)
@given(populations, populations, st.lists(openings, min_size=1, max_size=4), st.data())
def test_the_index_follows_every_change(
    before: list[Graduate], after: list[Graduate], asked: list[Opening], data: st.DataObject
) -> None:
    index, now = Index(before), {each.person_id: each for each in before}
    for each in after:
        if data.draw(st.booleans()):
            index.put(each)
            now[each.person_id] = each
        else:
            index.drop(each.person_id)
            now.pop(each.person_id, None)
    for opening in asked:
        assert answers(index, opening) == by_rule(opening, list(now.values()))


@patch.object(bits, "RARE", 4)
@patch.object(bits, "LEAST_ROOM", 64)
@patch.object(bits, "BLOCK", 1)
@patch("bot.domain.matching.index.compiled.CHUNK", 1)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(graduates, min_size=20, max_size=20), st.lists(openings, min_size=6, max_size=6), st.randoms())
def test_the_index_stays_right_when_guests_go_home(kinds: list[Graduate], asked: list[Opening], pick: Random) -> None:
    """Two hundred students change several times, while students leave and others come.

    The patched constants turn most rows into lists, and make the index process each word by itself.
    """
    now = {person: replace(pick.choice(kinds), person_id=person) for person in range(1, 201)}
    both = by_array, compiled = in_both_ways(now.values())
    for turn in range(6):
        for person in pick.sample(range(1, 261), 90):
            if pick.random() < 0.1:
                now.pop(person, None)
                for index in both:
                    index.drop(person)
            else:
                now[person] = replace(pick.choice(kinds), person_id=person)
                for index in both:
                    index.put(now[person])
        for opening in asked:
            right = by_rule(opening, list(now.values()))
            assert answers(by_array, opening) == right, turn
            assert answers(compiled, opening) == right, turn


@pytest.mark.parametrize(("installed", "needed", "used"), [(True, 1, True), (True, 2, False), (False, 1, False)])
def test_queries_are_compiled_from_a_size_on_if_numba_is_installed(installed: bool, needed: int, used: bool) -> None:
    from bot.domain.matching.index import compiled  # this import compiles for seconds

    with (
        patch.object(sizes, "COMPILER", installed),
        patch.object(sizes, "COMPILED_FROM", needed),
        patch.object(compiled, "pick", wraps=compiled.pick) as pick,
    ):
        assert answers(Index([WEI]), POST) == {WEI.person_id}
    assert pick.called == used


def test_a_school_never_loads_the_compiler() -> None:
    """A separate process loads the whole bot and builds a small index."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, bot.app, bot.cli; bot.domain.matching.index.Index(); print('numba' in sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"


weights = st.builds(Weights, **dict.fromkeys(vars(Weights()), st.integers(0, 40)))


@settings(max_examples=300, deadline=None)
@given(populations, openings, weights, st.integers(1, 8))
def test_the_best_matches_are_those_that_the_rule_puts_first(
    population: list[Graduate], opening: Opening, points: Weights, most: int
) -> None:
    scored = [(match(opening, each, points, "220000"), each.person_id) for each in population]
    by_hand = sorted((-found.score, person) for found, person in scored if isinstance(found, Match))[:most]
    right = [(-score, person) for score, person in by_hand]
    by_array, compiled = (each.best(opening, points, "220000", most) for each in in_both_ways(population))
    assert list(zip(*by_array, strict=True)) == right
    assert list(zip(*compiled, strict=True)) == right


@settings(max_examples=300, deadline=None)
@given(populations, st.lists(openings, max_size=8), weights, st.integers(1, 5))
def test_each_graduate_gets_the_postings_that_the_rule_puts_first(
    population: list[Graduate], offered: list[Opening], points: Weights, most: int
) -> None:
    offered = [replace(each, id=3 * place + 1) for place, each in enumerate(offered)]
    side = Openings(offered, points, "220000")
    found = list(side.best_for(population, most))
    assert list(side.counts(population)) == [each.fitting for each in found]
    assert [each.person_id for each in found] == [each.person_id for each in population]
    for graduate, best in zip(population, found, strict=True):
        scored = [(match(each, graduate, points, "220000"), each.id) for each in offered]
        by_hand = sorted((-result.score, opening) for result, opening in scored if isinstance(result, Match))
        assert best.openings == [(-score, opening) for score, opening in by_hand[:most]]
        assert best.fitting == len(by_hand)

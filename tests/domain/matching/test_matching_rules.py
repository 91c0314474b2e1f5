"""Rules that hold for every posting and every graduate."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.degree import Degree
from bot.domain.matching.matching import Graduate, Match, Miss, Opening, Reason, Wish, match
from tests.domain.matching.test_matching import (
    ACCOUNTING,
    CHANGCHUN,
    CHAOYANG,
    CIVIL,
    CIVIL_CLASS,
    ENGINEERING,
    JILIN,
    SHENYANG,
)

regions = st.frozensets(st.sampled_from([JILIN, CHANGCHUN, CHAOYANG, SHENYANG, "210000"]), max_size=2)
majors = st.frozensets(st.sampled_from([CIVIL, CIVIL_CLASS, ENGINEERING, ACCOUNTING]), max_size=2)
types = st.frozensets(st.sampled_from(["31", "39"]), max_size=1)
categories = st.frozensets(st.sampled_from(["13", "17"]), max_size=1)
pay = st.one_of(st.none(), st.integers(2000, 9000))
openings = st.builds(
    Opening,
    id=st.just(1),
    employer_id=st.integers(1, 2),
    cohorts=st.sampled_from([frozenset[int](), frozenset({2027}), frozenset({2026})]),
    degree_floor=st.one_of(st.none(), st.sampled_from(Degree)),
    majors=majors,
    majors_soft=st.booleans(),
    regions=regions,
    anywhere=st.booleans(),
    employer_type=st.sampled_from([None, "31", "39"]),
    category=st.sampled_from([None, "13", "17"]),
    min_monthly=pay,
    max_monthly=pay,
    negotiable=st.booleans(),
    experience_years=st.sampled_from([None, 0, 3]),
    policy=st.booleans(),
)
wishes = st.builds(
    Wish,
    st.one_of(st.none(), regions),
    st.one_of(st.none(), types),
    st.one_of(st.none(), categories),
    pay,
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
graduates = st.builds(
    Graduate,
    person_id=st.just(1),
    cohort=st.just(2027),
    degree=st.sampled_from(Degree),
    majors=st.frozensets(st.sampled_from([CIVIL, ACCOUNTING]), min_size=1),
    active=st.booleans(),
    settled=st.booleans(),
    keeps_receiving=st.booleans(),
    muted_employers=st.frozensets(st.just(2)),
    wish=st.one_of(st.none(), wishes),
    muted_categories=categories,
)


def widened(wish: Wish, by: Wish) -> Wish:
    """Return ``wish`` with each part that is filled in widened by the same part of ``by``."""

    def union(mine: frozenset[str] | None, more: frozenset[str] | None) -> frozenset[str] | None:
        return mine if mine is None else (mine | more if mine and more else frozenset())

    return Wish(
        union(wish.regions, by.regions),
        union(wish.employer_types, by.employer_types),
        union(wish.categories, by.categories),
        min(wish.floor, by.floor or 0) if wish.floor is not None else None,
        wish.negotiable or by.negotiable,
        wish.own_major_only and by.own_major_only,
        wish.accepts_experience or by.accepts_experience,
    )


@given(openings, graduates, wishes, wishes)
def test_a_wider_wish_never_loses_a_match(opening: Opening, graduate: Graduate, wish: Wish, by: Wish) -> None:
    if isinstance(match(opening, replace(graduate, wish=wish)), Match):
        assert isinstance(match(opening, replace(graduate, wish=widened(wish, by))), Match)


@given(openings, graduates, wishes)
def test_a_wish_for_anything_matches_at_least_as_much_as_a_named_wish(
    opening: Opening, graduate: Graduate, wish: Wish
) -> None:
    anything = Wish(frozenset(), frozenset(), frozenset(), None, True, False, wish.accepts_experience)
    if isinstance(match(opening, replace(graduate, wish=wish)), Match):
        assert isinstance(match(opening, replace(graduate, wish=anything)), Match)


@given(openings, graduates)
def test_a_miss_has_grounds_and_a_match_has_reasons_in_order(opening: Opening, graduate: Graduate) -> None:
    found = match(opening, graduate)
    if isinstance(found, Miss):
        assert found.reasons
    else:
        assert (found.score > 0) is bool(found.reasons)
        assert list(found.reasons) == sorted(found.reasons, key=list(Reason).index)


@given(openings, graduates, st.sampled_from([JILIN, "210000"]))
def test_the_home_province_changes_the_order_and_hides_nothing(
    opening: Opening, graduate: Graduate, province: str
) -> None:
    assert type(match(opening, graduate, province=province)) is type(match(opening, graduate))

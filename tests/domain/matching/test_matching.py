from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.degree import Degree
from bot.domain.matching.matching import Graduate, Ground, Match, Miss, Opening, Reason, Weights, Wish, match

CIVIL, CIVIL_CLASS, ENGINEERING, ACCOUNTING = "081001", "0810", "08", "120203K"
JILIN, CHANGCHUN, CHAOYANG, SHENYANG = "220000", "220100", "220104", "210100"
WEI = Graduate(1, 2027, Degree.BACHELOR, frozenset({CIVIL}), True, False, False, frozenset(), Wish(frozenset()))
POST = Opening(
    id=1,
    employer_id=5,
    cohorts=frozenset(),
    degree_floor=None,
    majors=frozenset(),
    majors_soft=False,
    regions=frozenset(),
    anywhere=False,
    employer_type=None,
    category=None,
    min_monthly=None,
    max_monthly=None,
    negotiable=True,
    experience_years=None,
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


def grounds(opening: Opening, graduate: Graduate) -> list[Ground]:
    found = match(opening, graduate)
    return [why.ground for why in found.reasons] if isinstance(found, Miss) else []


def reasons(opening: Opening, graduate: Graduate) -> set[Reason]:
    found = match(opening, graduate)
    assert isinstance(found, Match), found
    return set(found.reasons)


def score(opening: Opening, graduate: Graduate) -> int:
    found = match(opening, graduate)
    assert isinstance(found, Match), found
    return found.score


def wishing(**wish: object) -> Graduate:
    return replace(WEI, wish=replace(Wish(frozenset()), **wish))


# Conditions on the person


@pytest.mark.parametrize(
    ("opening", "graduate", "ground"),
    [
        (replace(POST, cohorts=frozenset({2026})), WEI, Ground.COHORT),
        (POST, replace(WEI, active=False), Ground.INACTIVE),
        (POST, replace(WEI, settled=True), Ground.SETTLED),
        (POST, replace(WEI, muted_employers=frozenset({5})), Ground.MUTED),
        (replace(POST, category="13"), replace(WEI, muted_categories=frozenset({"13"})), Ground.MUTED),
        (replace(POST, degree_floor=Degree.MASTER), WEI, Ground.DEGREE),
        (replace(POST, majors=frozenset({ACCOUNTING})), WEI, Ground.MAJOR),
        (replace(POST, experience_years=3), WEI, Ground.EXPERIENCE),
        (replace(POST, regions=frozenset({SHENYANG})), wishing(regions=frozenset({JILIN})), Ground.REGION),
        (replace(POST, employer_type="39"), wishing(employer_types=frozenset({"31"})), Ground.TYPE),
        (replace(POST, category="17"), wishing(categories=frozenset({"13"})), Ground.CATEGORY),
        (replace(POST, min_monthly=3000, max_monthly=4000), wishing(floor=5000), Ground.PAY),
    ],
)
def test_one_condition_alone_keeps_a_posting_away(opening: Opening, graduate: Graduate, ground: Ground) -> None:
    assert grounds(POST, WEI) == []
    assert grounds(opening, graduate) == [ground]


def test_a_miss_names_every_condition_that_failed_with_both_sides() -> None:
    far = replace(POST, regions=frozenset({SHENYANG}), max_monthly=4000, degree_floor=Degree.DOCTOR)
    found = match(far, wishing(regions=frozenset({JILIN}), floor=5000))
    assert isinstance(found, Miss)
    assert [why.ground for why in found.reasons] == [Ground.DEGREE, Ground.REGION, Ground.PAY]
    assert (found.reasons[1].posting, found.reasons[1].mine) == ((SHENYANG,), (JILIN,))


def test_a_settled_student_may_ask_to_keep_receiving() -> None:
    assert grounds(POST, replace(WEI, settled=True, keeps_receiving=True)) == []


def test_a_second_major_matches_like_the_first() -> None:
    both = replace(WEI, majors=frozenset({CIVIL, ACCOUNTING}))
    assert Reason.MAJOR_EXACT in reasons(replace(POST, majors=frozenset({ACCOUNTING})), both)


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        (CIVIL, Reason.MAJOR_EXACT),
        (CIVIL_CLASS, Reason.MAJOR_CLASS),
        (ENGINEERING, Reason.MAJOR_CATEGORY),
    ],
)
def test_a_major_is_covered_by_itself_its_class_and_its_category(named: str, reason: Reason) -> None:
    assert reasons(replace(POST, majors=frozenset({named})), WEI) == {reason}


def test_preferred_majors_add_points_and_exclude_nobody() -> None:
    soft = replace(POST, majors=frozenset({ACCOUNTING}), majors_soft=True)
    assert reasons(soft, WEI) == set()
    assert reasons(soft, replace(WEI, majors=frozenset({ACCOUNTING}))) == {Reason.MAJOR_EXACT}


def test_a_wish_for_the_own_major_only_needs_a_posting_that_names_it() -> None:
    picky = wishing(own_major_only=True)
    assert grounds(POST, picky) == [Ground.MAJOR]
    assert grounds(replace(POST, majors=frozenset({CIVIL_CLASS}), majors_soft=True), picky) == []


# Conditions that the wish sets


def test_a_place_in_the_wanted_one_is_exact_and_a_place_around_it_is_broad() -> None:
    wants = wishing(regions=frozenset({CHANGCHUN}))
    assert Reason.REGION_EXACT in reasons(replace(POST, regions=frozenset({CHAOYANG})), wants)
    assert Reason.REGION_BROAD in reasons(replace(POST, regions=frozenset({JILIN})), wants)


def test_a_posting_for_anywhere_fits_every_region_wish() -> None:
    wants = wishing(regions=frozenset({CHANGCHUN}))
    assert grounds(replace(POST, regions=frozenset({SHENYANG}), anywhere=True), wants) == []


def test_a_posting_without_type_or_category_passes_and_scores_lower() -> None:
    wants = wishing(employer_types=frozenset({"31"}), categories=frozenset({"13"}))
    assert score(POST, wants) < score(replace(POST, employer_type="31", category="13"), wants)


def test_open_ended_pay_reaches_every_floor() -> None:
    assert grounds(replace(POST, min_monthly=3000), wishing(floor=9000)) == []


def test_pay_without_a_figure_matches_students_who_accept_that() -> None:
    assert grounds(POST, wishing(floor=5000)) == []
    assert grounds(POST, wishing(floor=5000, negotiable=False)) == [Ground.PAY]


def test_better_pay_scores_higher_up_to_twice_the_floor() -> None:
    offers = [replace(POST, min_monthly=n, max_monthly=n) for n in (4000, 6000, 8000, 20000)]
    scores = [score(offer, wishing(floor=4000)) for offer in offers]
    assert scores == [0, 5, 10, 10]


def test_a_demand_for_experience_matches_students_who_accept_that() -> None:
    assert grounds(replace(POST, experience_years=3), wishing(accepts_experience=True)) == []


def test_the_home_province_is_a_reason_that_students_see() -> None:
    assert reasons(replace(POST, regions=frozenset({CHAOYANG})), WEI) == {Reason.IN_PROVINCE}
    assert reasons(replace(POST, regions=frozenset({SHENYANG})), WEI) == set()


def test_a_policy_post_depends_on_eligibility_and_on_no_wish() -> None:
    post = replace(POST, policy=True, regions=frozenset({SHENYANG}), max_monthly=2500, employer_type="39")
    assert Reason.POLICY in reasons(post, wishing(regions=frozenset({JILIN}), floor=9000))
    assert grounds(replace(post, degree_floor=Degree.MASTER), WEI) == [Ground.DEGREE]


# Students without a wish


@pytest.mark.parametrize("wish", [None, Wish()])
def test_a_student_without_a_wish_is_matched_by_major_only(wish: Wish | None) -> None:
    blank = replace(WEI, wish=wish)
    found = match(replace(POST, majors=frozenset({CIVIL})), blank)
    assert isinstance(found, Match) and found.by_major_only
    assert grounds(POST, blank) == [Ground.MAJOR]


def test_a_wish_for_anything_is_not_an_empty_wish() -> None:
    found = match(POST, wishing(regions=frozenset()))
    assert isinstance(found, Match) and not found.by_major_only


def test_a_hardship_lift_adds_points_and_shows_no_reason() -> None:
    lifted = replace(WEI, lifted=True)
    assert score(POST, lifted) == score(POST, WEI) + Weights().lift
    assert reasons(POST, lifted) == reasons(POST, WEI)


# Every posting and every graduate


def widened(wish: Wish, by: Wish) -> Wish:
    """``wish`` with each part that is filled in widened by the same part of ``by``."""

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

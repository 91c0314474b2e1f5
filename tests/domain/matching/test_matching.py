from dataclasses import replace

import pytest

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

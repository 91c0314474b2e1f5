import csv
import json
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.destinations.destination import DestinationState, codes
from bot.domain.destinations.rates import (
    NumeratorTooLarge,
    Outcome,
    Rate,
    Versus,
    against,
    increase,
    official,
    percent,
    retention,
    settled_rate,
    splits,
)

with (Path(__file__).parent / "rates_worked_examples.csv").open(encoding="utf-8", newline="") as lines:
    EXAMPLES = {row["id"]: row for row in csv.DictReader(lines)}
IN_JILIN = 48
EARNING = ("10", "11", "12", "271", "503", "512", "519", "75", "76")


def example_graduates() -> list[Outcome]:
    """Return the 200 graduates of example E01. Of the employed graduates, 48 work in Jilin."""
    numbers: dict[str, int] = json.loads(EXAMPLES["E01"]["setup"])
    everyone = [code for code, number in numbers.items() for _ in range(number)]
    home = iter([True] * IN_JILIN)
    return [
        Outcome(1, settled_code(code), "220100" if code in EARNING and next(home, False) else "210100", True)
        for code in everyone
    ]


def settled_code(code: str) -> str:
    return {"70": "703", "72": "721"}.get(code, code)


def figures(example: str, column: str = "result") -> list[str]:
    return re.findall(r"\d+\.\d\d%", EXAMPLES[example][column])


outcomes = st.lists(
    st.builds(
        Outcome,
        st.just(1),
        st.sampled_from([None, *(code.code for code in codes(main=False))]),
        st.sampled_from([None, "220100", "210100"]),
        st.booleans(),
    ),
    max_size=40,
)


def test_the_2024_split_of_the_worked_example() -> None:
    parts = splits(example_graduates(), "2024")
    shown = [parts[group].percent for group in ("单位就业", "自主创业", "自由职业", "升学")]
    assert [*shown, settled_rate(example_graduates()).percent] == figures("E01")


def test_the_2021_split_of_the_same_graduates() -> None:
    parts = splits(example_graduates(), "2021")
    shown = [parts[group].percent for group in ("协议和合同就业", "创业", "灵活就业", "升学")]
    assert [*shown, settled_rate(example_graduates()).percent] == figures("E02", "result")


@pytest.mark.parametrize(("reading", "example"), [("A", "E03"), ("B", "E04"), ("C", "E05")])
def test_the_three_readings_of_retention(reading: str, example: str) -> None:
    assert [retention(example_graduates(), reading).percent] == figures(example)


def test_a_college_without_graduates_has_no_rate() -> None:
    assert settled_rate([]).percent == retention([]).percent == "N/A"
    assert against(settled_rate([]), Decimal("84")) is Versus.UNDECIDED


def test_a_college_where_all_study_on_has_a_rate_but_no_retention() -> None:
    everyone = [Outcome(1, "801", None, True)] * 30
    assert settled_rate(everyone).percent == "100.00%"
    assert retention(everyone).percent == "N/A"


def test_the_rate_of_a_published_report_is_reproduced() -> None:
    assert Rate(3778, 3878).percent == re.findall(r"\d+\.\d\d%", EXAMPLES["E08"]["result"])[0]


def test_halves_are_rounded_up() -> None:
    assert Rate(107, 4000).percent == "2.68%"
    assert percent(Fraction(-107, 4000)) == "-2.68%"


def test_a_rate_is_compared_with_a_baseline_at_two_decimals() -> None:
    assert against(Rate(145, 168), Decimal("86.31")) is Versus.EQUAL
    assert against(Rate(146, 168), Decimal("86.31")) is Versus.ABOVE
    assert against(Rate(144, 168), Decimal("86.31")) is Versus.BELOW


def test_an_increase_is_given_relatively_and_in_points() -> None:
    relative, points = increase(Rate(1, 2), Decimal("40"))
    assert (percent(relative), percent(points)) == ("25.00%", "10.00%")


def test_a_baseline_of_zero_has_no_relative_increase() -> None:
    assert increase(Rate(1, 2), Decimal("0")) == (None, Fraction(1, 2))


def test_a_student_without_the_right_to_graduate_counts_nowhere() -> None:
    late = [Outcome(1, "10", "220100", False)] * 5
    assert settled_rate(example_graduates() + late) == settled_rate(example_graduates())
    assert retention(example_graduates() + late) == retention(example_graduates())


def test_more_settled_than_graduates_stops_the_publication() -> None:
    with pytest.raises(NumeratorTooLarge, match="201 of 200"):
        Rate(201, 200)


@pytest.mark.parametrize("state", list(DestinationState))
def test_only_a_record_that_the_student_confirmed_counts(state: DestinationState) -> None:
    assert (official("10", state) == "10") is (state is DestinationState.CONFIRMED)


@given(outcomes)
def test_both_splits_add_up_to_the_rate(graduates: list[Outcome]) -> None:
    whole = settled_rate(graduates).numerator
    assert sum(part.numerator for part in splits(graduates, "2021").values()) == whole
    assert sum(part.numerator for part in splits(graduates, "2024").values()) == whole


@given(outcomes)
def test_the_readings_have_one_numerator_and_ordered_denominators(graduates: list[Outcome]) -> None:
    a, b, c = retention(graduates, "A"), retention(graduates, "B"), retention(graduates, "C")
    assert a.numerator == b.numerator == c.numerator
    assert a.denominator <= c.denominator <= b.denominator


@given(st.integers(0, 500), st.integers(1, 500))
def test_rounding_changes_a_rate_by_at_most_half_a_hundredth(part: int, rest: int) -> None:
    rate = Rate(part, part + rest)
    shown = Fraction(rate.percent.rstrip("%")) / 100
    assert rate.value is not None and abs(shown - rate.value) <= Fraction(1, 20_000)

"""落实率 and 留省率 as exact fractions, rounded half-up to two decimals only for display.

A rate without a denominator is N/A. If a numerator exceeds its denominator, no rate is published.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from bot.domain.destinations.destination import Code, DestinationState, code_of
from bot.domain.region import HOME_PROVINCE, in_province

NOT_AVAILABLE = "N/A"
Year = Literal["2021", "2024"]
Reading = Literal["A", "B", "C"]


class NumeratorTooLarge(Exception):
    """The numerator exceeds the denominator. For example, it contains a person twice, or people of another cohort."""

    def __init__(self, numerator: int, denominator: int) -> None:
        super().__init__(f"{numerator} of {denominator}: the numerator exceeds the denominator")


@dataclass(frozen=True)
class Rate:
    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator:
            raise NumeratorTooLarge(self.numerator, self.denominator)

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def percent(self) -> str:
        """The rate as ``77.50%``, or ``N/A`` for a denominator of zero."""
        return percent(self.value)


def percent(value: Fraction | None) -> str:
    """Return a ratio as ``77.50%``, rounded half-up to two decimals, or ``N/A`` for None."""
    return NOT_AVAILABLE if value is None else f"{_hundredths(value)}%"


def _hundredths(value: Fraction) -> Decimal:
    """Return the ratio in per cent, rounded half-up to two decimals. Whole numbers keep the result exact."""
    scaled = value * 10_000
    whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-2)


@dataclass(frozen=True)
class Outcome:
    """One graduate, or ``people`` graduates with the same values. Rates are computed from outcomes."""

    college_id: int
    code: str | None
    """The destination code of a record that counts (see ``official``), else None."""
    region: str | None
    """The place of work (合同工作地), as a code of six digits."""
    counted: bool
    """Whether the student has the right to graduate. Students with 结业 or 延期 do not count."""
    people: int = 1


def official(code: str, state: DestinationState) -> str | None:
    """Return the code if the student has confirmed the record. Other records do not count (四不准)."""
    return code if state is DestinationState.CONFIRMED else None


def settled_rate(outcomes: Iterable[Outcome]) -> Rate:
    """Return 毕业去向落实率: settled graduates ÷ all with the right to graduate. The rules of 2021 and 2024 agree on
    it.
    """
    counted = [(_destination(outcome), outcome.people) for outcome in outcomes if outcome.counted]
    settled = sum(people for code, people in counted if code is not None and code.settled)
    return Rate(settled, sum(people for _, people in counted))


def splits(outcomes: Iterable[Outcome], year: Year = "2024") -> dict[str, Rate]:
    """Return the parts of 落实率 (group name → rate) by the rules of ``year``. They add up to 落实率. Empty groups are
    left out.
    """
    counted = [(_destination(outcome), outcome.people) for outcome in outcomes if outcome.counted]
    groups: Counter[str] = Counter()
    for code, people in counted:
        if code is not None and code.settled:
            groups[code.group_2021 if year == "2021" else code.group_2024] += people
    everybody = sum(people for _, people in counted)
    return {group: Rate(number, everybody) for group, number in groups.items()}


def retention(outcomes: Iterable[Outcome], reading: Reading = "A", province: str = HOME_PROVINCE) -> Rate:
    """Return 留省率: employed in the province ÷ a denominator. SEED 26 does not define it, so ``reading`` selects it.

    - A: the settled without further study and army.
    - B: all the settled.
    - C: the settled without further study.

    ``province`` is a region code.
    """
    settled = [
        (code, outcome.region, outcome.people)
        for outcome in outcomes
        if outcome.counted and (code := _destination(outcome)) is not None and code.settled
    ]
    stayed = sum(
        people
        for code, where, people in settled
        if code.in_province_counts and where is not None and in_province(where, province)
    )
    return Rate(stayed, sum(people for code, _, people in settled if _employed(code, reading)))


def _employed(code: Code, reading: Reading) -> bool:
    if reading == "A":
        return code.employed_for_denominator
    return reading == "B" or code.group_2024 != "升学"


def _destination(outcome: Outcome) -> Code | None:
    return code_of(outcome.code) if outcome.code else None


# Against a baseline (SEED 26)


class Versus(StrEnum):
    ABOVE = "above"
    EQUAL = "equal"  # SEED 26 does not decide this case, so a person does
    BELOW = "below"
    UNDECIDED = "undecided"  # the rate is N/A


def against(rate: Rate, baseline: Decimal) -> Versus:
    """Return how the rate compares with ``baseline`` (per cent), after rounding both to two decimals."""
    if rate.value is None:
        return Versus.UNDECIDED
    shown, wanted = _hundredths(rate.value), baseline.quantize(Decimal("0.01"), ROUND_HALF_UP)
    if shown == wanted:
        return Versus.EQUAL
    return Versus.ABOVE if shown > wanted else Versus.BELOW


def increase(rate: Rate, baseline: Decimal) -> tuple[Fraction | None, Fraction | None]:
    """Return the increase over ``baseline`` (per cent) as two ratios: (relative to it, in percentage points).

    Both are None if the rate is N/A. The first is None if the baseline is 0.
    """
    if rate.value is None:
        return None, None
    base = Fraction(baseline) / 100
    points = rate.value - base
    return (points / base if base else None), points

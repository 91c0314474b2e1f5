"""Pay as a value, and as a short text."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    REGULAR = "regular"
    INTERNSHIP = "internship"
    PART_TIME = "part_time"  # 非全日制: never converted into pay for a month


class Flag(StrEnum):
    VARIABLE = "variable"  # commission, piecework, bonus
    ALL_IN = "all_in"  # 综合: the figures include allowances
    AFTER_TAX = "after_tax"
    ONE_OFF = "one_off"  # 安家费, 签字费: the figures leave it out
    BENEFITS = "benefits"  # board, lodging or insurance on top of the pay
    REVERSED = "reversed"  # the text has the upper figure first
    TIERED = "tiered"  # pay differs by degree or city: the figures span all tiers
    LOW_PROBATION = "low_probation"  # probation pays less than 80 % of the agreed pay
    PUBLIC_SCALE = "public_scale"  # the scale of the state or of the school decides
    DAILY_PAID = "daily_paid"  # 日结
    DISPATCH = "dispatch"  # 劳务派遣
    LURE = "lure"  # 月入…: the language of advertising
    NEEDS_REVIEW = "needs_review"


@dataclass(frozen=True)
class Salary:
    """Gross pay in CNY a month. A bound is None if the text gives none.

    ``months`` (13薪) matters only for the sum of a year. ``negotiable`` may go with figures (面议，参考6-8K). Pay in
    another currency has ``currency`` and no figures.
    """

    min_monthly: int | None = None
    max_monthly: int | None = None
    months: int | None = None
    negotiable: bool = False
    understood: bool = False
    kind: Kind = Kind.REGULAR
    flags: frozenset[Flag] = frozenset()
    currency: str = "CNY"


def format_salary(salary: Salary) -> str:
    """Return the pay as a short text: 6000–8000元/月·13薪, 5000元/月起, 2000元/月以下, 面议 or, if not understood,
    见原文.
    """
    low, high = salary.min_monthly, salary.max_monthly
    if low is None and high is None:
        return "面议" if salary.negotiable else "见原文"
    if low is None:
        shown = f"{high}元/月以下"
    elif high is None:
        shown = f"{low}元/月起"
    else:
        shown = f"{low}元/月" if low == high else f"{low}–{high}元/月"
    return f"{shown}·{salary.months}薪" if salary.months not in (None, 12) else shown

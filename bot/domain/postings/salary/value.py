"""Pay as a value, and how it is shown."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    REGULAR = "regular"
    INTERNSHIP = "internship"
    PART_TIME = "part_time"  # 非全日制: never turned into a month


class Flag(StrEnum):
    VARIABLE = "variable"  # commission, piecework, bonus
    ALL_IN = "all_in"  # 综合: allowances are counted in
    AFTER_TAX = "after_tax"
    ONE_OFF = "one_off"  # 安家费, 签字费: left out of the figures
    BENEFITS = "benefits"  # board, lodging, insurance beyond the pay
    REVERSED = "reversed"  # the upper figure stood first
    TIERED = "tiered"  # by degree or city: the figures span all tiers
    LOW_PROBATION = "low_probation"  # under 80 % of the agreed pay
    PUBLIC_SCALE = "public_scale"  # by the state's or the school's own scale
    DAILY_PAID = "daily_paid"  # 日结
    DISPATCH = "dispatch"  # 劳务派遣
    LURE = "lure"  # 月入…: the wording of an advertisement
    NEEDS_REVIEW = "needs_review"


@dataclass(frozen=True)
class Salary:
    """Gross CNY a month; None is no such bound, never 0. ``months`` (13薪) is for the year's sum only.

    ``negotiable`` may stand beside figures (面议，参考6-8K). Foreign pay has its ``currency`` but no figure.
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
    """6000–8000元/月·13薪, 5000元/月起, 2000元/月以下, 面议; 见原文 where no figure can be given."""
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

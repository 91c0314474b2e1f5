"""When the graduates of a year have left the school (DESIGN §11)."""

from datetime import date

SEPTEMBER = 9


def left_before(day: date) -> int:
    """Cohorts before this year have left: a cohort leaves on 1 September of its own year."""
    return day.year + (1 if day.month >= SEPTEMBER else 0)


def gone_before(day: date) -> int:
    """Cohorts before this year are no longer served: a cohort is served until 31 December of its own year."""
    return day.year

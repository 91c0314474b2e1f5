"""When the graduates of a year have left the school (DESIGN §11)."""

from datetime import date

SEPTEMBER = 9


def left_before(day: date) -> int:
    """Return the year before which all cohorts have left. A cohort leaves on 1 September of its own year."""
    return day.year + (1 if day.month >= SEPTEMBER else 0)


def gone_before(day: date) -> int:
    """Return the year before which no cohort is served any longer.

    A cohort is served until 31 December of its own year.
    """
    return day.year


def last_day(cohort: int) -> date:
    """The last day on which a cohort is served, and until which the records of its messages are kept."""
    return date(cohort, 12, 31)

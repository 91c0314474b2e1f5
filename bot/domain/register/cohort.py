"""When a year's graduates have left (DESIGN §11)."""

from datetime import date

SEPTEMBER = 9


def left_before(day: date) -> int:
    """Cohorts before this year have left the school: from 1 September of their own year on."""
    return day.year + (1 if day.month >= SEPTEMBER else 0)


def gone_before(day: date) -> int:
    """Cohorts before this year are served no more: after 31 December of their own year."""
    return day.year

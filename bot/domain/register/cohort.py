"""When the graduates of a year leave the school (DESIGN §11)."""

from datetime import date

SEPTEMBER = 9
BEGINS = "09-01"
"""The month and day on which the next cohort becomes the graduating one, until the office chooses another day."""


def graduating(day: date, begins: str = BEGINS) -> int:
    """Return the cohort (届) that graduates next, as the office counts: from ``begins`` on it is the next year's."""
    return day.year + (f"{day:%m-%d}" >= begins)


def left_before(day: date) -> int:
    """Return the first cohort that has not left on ``day``. A cohort leaves on 1 September of its own year."""
    return day.year + (1 if day.month >= SEPTEMBER else 0)


def gone_before(day: date) -> int:
    """Return the first cohort that is still served on ``day``. A cohort is served until 31 December of its own year."""
    return day.year


def kept_until(cohort: int) -> date:
    """The last day on which messages, wishes, questions and the like are kept: 31 December of the year after the
    cohort's.
    """
    return date(cohort + 1, 12, 31)


def cleared_before(day: date) -> int:
    """Return the first cohort whose messages, wishes and the like are still kept on ``day``."""
    return day.year - 1

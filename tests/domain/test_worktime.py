from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import worktime
from bot.domain.worktime import SHANGHAI, Hours, add_working, is_workday, last_noon_report

moments = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_a_holiday_is_no_workday_and_a_make_up_saturday_is_one() -> None:
    assert not is_workday(date(2026, 10, 1))
    assert is_workday(date(2026, 10, 10))


def test_in_an_unknown_year_people_work_monday_to_friday_until_the_office_has_a_list() -> None:
    assert is_workday(date(2031, 10, 8))
    assert not is_workday(date(2031, 10, 11))
    assert not is_workday(date(2031, 10, 8), {date(2031, 10, 8): False})


def test_the_offices_own_list_wins_over_the_published_one() -> None:
    assert is_workday(date(2026, 10, 1), {date(2026, 10, 1): True})


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-24 09:00", 2, "2026-11-24 11:00"),
        ("2026-11-24 16:30", 2, "2026-11-25 09:30"),
        ("2026-11-24 03:00", 2, "2026-11-24 10:30"),
        ("2026-11-27 17:00", 2, "2026-11-30 10:00"),
        ("2026-09-30 17:30", 1, "2026-10-08 09:30"),
        ("2026-11-24 08:30", 9, "2026-11-24 17:30"),
    ],
)
def test_nights_weekends_and_holidays_do_not_count(start: str, hours: float, end: str) -> None:
    assert add_working(local(start), hours) == local(end)


def test_every_day_counts_weekends_but_no_nights() -> None:
    awake = Hours(time(8), time(22))
    assert add_working(local("2026-11-27 21:30"), 1, span=awake, every_day=True) == local("2026-11-28 08:30")


@given(moments, st.floats(0, 60), st.floats(0, 60))
def test_hours_may_be_added_in_two_steps(now: datetime, first: float, second: float) -> None:
    at_once = add_working(now, first + second)
    in_steps = add_working(add_working(now, first), second)
    # the end of one day and the start of the next are the same working moment
    assert abs(add_working(at_once, 1) - add_working(in_steps, 1)) <= timedelta(milliseconds=1)


@given(moments)
def test_the_last_noon_report_is_an_earlier_noon_of_a_workday(now: datetime) -> None:
    report = last_noon_report(now).astimezone(SHANGHAI)
    assert report <= now and report.time() == time(12) and is_workday(report.date())


def test_at_noon_sharp_the_last_noon_report_is_todays() -> None:
    assert last_noon_report(local("2026-11-24 11:59")) == local("2026-11-23 12:00")
    assert last_noon_report(local("2026-11-24 12:00")) == local("2026-11-24 12:00")


@pytest.mark.parametrize("day", [date(2041, 1, 1), date(2041, 5, 1), date(2041, 5, 2), date(2041, 10, 1)])
def test_a_holiday_on_a_fixed_day_is_off_in_an_unknown_year(day: date) -> None:
    assert not worktime.knows(day.year) and not worktime.is_workday(day)
    assert worktime.is_workday(day, {day: True})


def test_a_year_is_known_once_the_office_has_given_one_of_its_days() -> None:
    assert worktime.knows(2026)
    assert worktime.knows(2041, {date(2041, 2, 1): False})

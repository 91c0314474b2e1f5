"""The State Council's list of holidays is read as people paste it."""

from datetime import date

import pytest

from bot.domain.office import holiday
from bot.domain.office.holiday import Day, Fault


def test_a_day_and_a_span_are_read() -> None:
    read = holiday.read_lines("2027-01-01 休 元旦\n2027年2月5日至2027年2月7日 休 春节\n2027/1/31，班")
    assert not read.wrong
    assert read.years == (2027,)
    assert read.days == (
        Day(date(2027, 1, 1), False, "元旦"),
        Day(date(2027, 1, 31), True),
        Day(date(2027, 2, 5), False, "春节"),
        Day(date(2027, 2, 6), False, "春节"),
        Day(date(2027, 2, 7), False, "春节"),
    )


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("元旦放假", Fault.FORM),
        ("2027-02-30 休 春节", Fault.DAY),
        ("2027-02-01 玩 春节", Fault.KIND),
        ("2027-02-07至2027-02-05 休", Fault.SPAN),
        ("2027-02-07至2028-02-07 休", Fault.SPAN),
    ],
)
def test_a_line_that_cannot_be_used_is_listed_with_its_fault(line: str, fault: Fault) -> None:
    read = holiday.read_lines(f"2027-01-01 休 元旦\n\n{line}")
    assert [(each.line, each.text, each.fault) for each in read.wrong] == [(3, line, fault)]
    assert len(read.days) == 1


def test_a_day_cannot_be_both_off_and_a_workday() -> None:
    read = holiday.read_lines("2027-01-01 休 元旦\n2027-01-01 班 元旦")
    assert [each.fault for each in read.wrong] == [Fault.TWICE]


def test_a_table_is_read_by_the_names_of_its_columns() -> None:
    read = holiday.read_rows([(2, {"日期": "2027-01-01", "类型（休/班）": "休", "名称": "元旦"})])
    assert read.days == (Day(date(2027, 1, 1), False, "元旦"),)


def test_a_day_contradicts_the_calendar_only_in_a_year_that_it_knows() -> None:
    assert holiday.contradicts_known(Day(date(2026, 1, 1), True))
    assert not holiday.contradicts_known(Day(date(2026, 1, 1), False))
    assert not holiday.contradicts_known(Day(date(2060, 1, 1), True))

"""Salaries are read. ``salary_notations.csv`` contains the notations seen in postings, with their values."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.postings.salary import Flag, Kind, Salary, format_salary, parse_salary

TABLE = Path(__file__).parent / "salary_notations.csv"
NOTATIONS = tuple(csv.DictReader(TABLE.open(encoding="utf-8-sig")))
AMBIGUOUS = {"6-8", "10-15", "月入过万"}


def _figure(cell: str) -> int | None:
    return int(cell) if cell else None


@pytest.mark.parametrize("row", NOTATIONS, ids=lambda row: row["notation"])
def test_every_notation_gives_the_values_of_the_table(row: dict[str, str]) -> None:
    pay = parse_salary(row["notation"], unit="K" if "NCSS" in row["notation"] else None)
    assert pay.min_monthly == _figure(row["min_monthly"])
    assert pay.max_monthly == _figure(row["max_monthly"])
    assert pay.months == _figure(row["months"])
    assert pay.negotiable == (row["negotiable"] == "1")
    assert pay.understood == (row["notation"] not in AMBIGUOUS)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3500-7500", 3500, 7500),
        ("4000", 4000, 4000),
        ("800-1200", 800, 1200),
        ("3500以上", 3500, None),
        ("6K-3w/月", 6000, 30000),
        ("底薪3000-5000+5%-8%总提+", 3000, 5000),
        ("['1-1.5万/月']", 10000, 15000),
        ("['1.5千以下/月']", None, 1500),
        ("['100万以上/年']", 83333, None),
        ("3000-4000/月（含税）", 3000, 4000),
        ("3500--6000", 3500, 6000),
        ("十五万/年", 12500, 12500),
        ("招10人，5000元/月", 5000, 5000),
    ],
)
def test_notations_of_real_sites_are_read(text: str, low: int | None, high: int | None) -> None:
    pay = parse_salary(text)
    assert (pay.min_monthly, pay.max_monthly, pay.understood) == (low, high, True)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("底薪3000+提成", Flag.VARIABLE),
        ("综合薪资8-10K(含餐补房补)", Flag.ALL_IN),
        ("税后8000", Flag.AFTER_TAX),
        ("安家费20万+年薪15万", Flag.ONE_OFF),
        ("5000元/月+食宿", Flag.BENEFITS),
        ("8000-6000元", Flag.REVERSED),
        ("大专5000 本科6500 硕士8500", Flag.TIERED),
        ("试用期4000,转正6000", Flag.LOW_PROBATION),
        ("6000-8000(试用期3个月70%)", Flag.LOW_PROBATION),
        ("按国家规定执行", Flag.PUBLIC_SCALE),
        ("日结200元", Flag.DAILY_PAID),
        ("4000元/月(劳务派遣)", Flag.DISPATCH),
        ("月入3-5万(无经验)", Flag.LURE),
        ("60000-80000", Flag.NEEDS_REVIEW),
        ("不高于1880元", Flag.NEEDS_REVIEW),
        ("8000元(含五险一金)", Flag.NEEDS_REVIEW),
    ],
)
def test_facts_beyond_the_figures_are_flagged(text: str, flag: Flag) -> None:
    assert flag in parse_salary(text).flags


@pytest.mark.parametrize("text", ["6000-8000元/月", "试用期80%:4800,转正6000", "6-8K·13薪"])
def test_ordinary_pay_carries_no_flag(text: str) -> None:
    assert parse_salary(text).flags == frozenset()


@pytest.mark.parametrize("text", ["6-8", "10", "5-15", "30-50万", "www.example.com", "", "[]"])
def test_a_text_that_is_not_understood_has_no_figure(text: str) -> None:
    pay = parse_salary(text)
    assert (pay.understood, pay.negotiable) == (False, False)
    assert (pay.min_monthly, pay.max_monthly, pay.months) == (None, None, None)


def test_the_unit_of_the_source_decides_only_where_figures_are_bare_and_small() -> None:
    assert parse_salary("6-8", unit="K").max_monthly == 8000
    assert parse_salary("1-1.5", unit="wan").max_monthly == 15000
    assert parse_salary("6000-8000", unit="K").max_monthly == 8000
    assert parse_salary("0-0", unit="K") == Salary(negotiable=True, understood=True)


def test_internships_and_part_time_work_are_distinguished() -> None:
    assert parse_salary("3000-5000元(实习补贴)").kind is Kind.INTERNSHIP
    assert parse_salary("18.5元/小时(非全日制)").kind is Kind.PART_TIME
    assert parse_salary("4000元/月").kind is Kind.REGULAR


def test_foreign_pay_keeps_its_currency_and_is_not_converted() -> None:
    pays = [parse_salary("USD 2000/月"), parse_salary("HK$15,000-18,000")]
    assert [(pay.currency, pay.min_monthly) for pay in pays] == [("USD", None), ("HKD", None)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("6-8K·13薪", "6000–8000元/月·13薪"),
        ("4000", "4000元/月"),
        ("5000+", "5000元/月起"),
        ("2000元以下", "2000元/月以下"),
        ("薪资面议", "面议"),
        ("6-8", "见原文"),
    ],
)
def test_pay_is_written_as_a_short_text(text: str, shown: str) -> None:
    assert format_salary(parse_salary(text)) == shown


@given(st.integers(1000, 29000), st.integers(0, 9000))
def test_plain_figures_come_back_as_they_were_written(low: int, more: int) -> None:
    pay = parse_salary(f"{low}-{low + more}元/月")
    assert (pay.min_monthly, pay.max_monthly) == (low, low + more)
    assert parse_salary(format_salary(pay)) == pay


@given(st.text())
def test_no_text_raises_and_only_an_understood_text_has_figures(text: str) -> None:
    pay = parse_salary(text)
    assert pay.understood or (pay.min_monthly, pay.max_monthly) == (None, None)


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("2400元/周", 10400),
        ("周薪2400", 10400),
        ("9000元/季度", 3000),
        ("≥5500", 5500),
        (">=5500元/月", 5500),
        ("一万三到一万八", 13000),
        ("七千五", 7500),
        ("1万2千", 12000),
        ("6000元/人/月", 6000),
        ("5000元/每月", 5000),
    ],
)
def test_periods_and_spoken_numbers_are_pay_for_a_month(text: str, least: int) -> None:
    assert parse_salary(text).min_monthly == least


@pytest.mark.parametrize("text", ["120元/节课", "80元/课时", "课时费90元", "25元/件", "4000元/期", "9000-1200"])
def test_pay_for_a_piece_and_a_forgotten_digit_are_not_understood(text: str) -> None:
    pay = parse_salary(text)
    assert not pay.understood and pay.min_monthly is None

"""The last day to apply, as employers write it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.postings.posting.dates import read_date

TODAY = date(2026, 12, 1)
DAYS = st.dates(date(2026, 12, 1), date(2027, 11, 30))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年12月3日至2026年12月18日", date(2026, 12, 18)),
        ("2026年12月3日-18日", date(2026, 12, 18)),
        ("2026.12.03-2027.01.08", date(2027, 1, 8)),
        ("12月3日9:00—1月8日17:00", date(2027, 1, 8)),
        ("报名时间：12月3日-12月18日；笔试时间：2027年1月20日", date(2026, 12, 18)),
        ("面试2027-01-20，网申截止2027-01-10", date(2027, 1, 10)),
        ("有效期至12月30日", date(2026, 12, 30)),
        ("招满为止（最晚12月30日）", date(2026, 12, 30)),
        ("即日起至2027年2月28日", date(2027, 2, 28)),
        ("12.30", date(2026, 12, 30)),
        ("2/28", date(2027, 2, 28)),
        ("20270228", date(2027, 2, 28)),
        ("46446", date(2027, 2, 28)),
        ("12月30日24:00", date(2026, 12, 30)),
        ("2026/12/30 23:59:59", date(2026, 12, 30)),
        ("27年2月28日", date(2027, 2, 28)),
        ("招满即止", None),
        ("长期有效", None),
        ("", None),
    ],
)
def test_a_cell_says_when_a_posting_closes(text: str, day: date | None) -> None:
    assert read_date(text, TODAY, coming=True) == (day, True)


@pytest.mark.parametrize(
    "text",
    [
        "2026年12月3日起",
        "自12月3日起，招满为止",
        "2026-12-10、2026-12-20",
        "网申2026-12-10，投递2026-12-20",
        "2026年12月20日至2026年12月3日",
        "12月底",
        "2026-02-30",
        "99999",
    ],
)
def test_a_cell_that_may_mean_several_days_is_not_understood(text: str) -> None:
    assert read_date(text, TODAY, coming=True) == (None, False)


@given(DAYS, DAYS, st.sampled_from(["至", "-", "—", "到", "~"]))
def test_the_end_of_a_span_counts(one: date, other: date, joiner: str) -> None:
    first, last = sorted((one, other))
    text = f"{first:%Y年%m月%d日}{joiner}{last:%Y年%m月%d日}"
    assert read_date(text, TODAY, coming=True) == (last, True)


@given(DAYS)
def test_a_day_without_a_year_is_the_next_such_day(day: date) -> None:
    assert read_date(f"{day.month}月{day.day}日前", TODAY, coming=True) == (day, True)
    assert read_date(f"{day.month}月{day.day}日", TODAY) == (None, False)

"""The time at which a digest is due, and the postings that it carries."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Rhythm
from bot.domain.student.digest import Item, Window, bare, choose, is_bundled, rhythm_on, window

TUESDAY = date(2026, 11, 24)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of November 2026 in Shanghai."""
    return datetime(2026, 11, day, hour - 8, minute, tzinfo=UTC)


@pytest.mark.parametrize("hour", [12, 15, 19])
def test_noon_opens_the_window_and_evening_closes_it(hour: int) -> None:
    assert window(at(24, hour)) == Window(TUESDAY, at(24, 12), at(23, 12), at(30, 12))


@pytest.mark.parametrize("moment", [at(24, 11, 59), at(24, 20), at(28, 12)])
def test_before_noon_at_night_and_on_saturdays_there_is_no_window(moment: datetime) -> None:
    assert window(moment) is None


def test_when_monday_is_a_holiday_the_weekly_digest_comes_on_tuesday() -> None:
    found = window(at(24, 12), {date(2026, 11, 23): False})
    assert found is not None and found.closes(Rhythm.WEEKLY) == found.closes(Rhythm.NOON) == at(24, 12)


def test_exam_weeks_and_missing_wishes_make_the_rhythm_weekly() -> None:
    assert rhythm_on(TUESDAY, Rhythm.INSTANT, TUESDAY, wished=True) == Rhythm.WEEKLY
    assert rhythm_on(TUESDAY, Rhythm.INSTANT, None, wished=False) == Rhythm.WEEKLY
    assert rhythm_on(TUESDAY, Rhythm.INSTANT, date(2026, 11, 23), wished=True) == Rhythm.INSTANT


def test_an_urgent_posting_is_bundled_only_for_a_student_without_a_wish() -> None:
    assert is_bundled(Rhythm.NOON, wished=True, urgent=False)
    assert not is_bundled(Rhythm.WEEKLY, wished=True, urgent=True)
    assert is_bundled(Rhythm.WEEKLY, wished=False, urgent=True)


def test_the_best_items_come_first_and_a_vacancy_in_two_announcements_comes_once() -> None:
    one, twin, other = (
        Item(1, 10, 7, frozenset({"施工员"})),
        Item(2, 30, 7, frozenset({"施工员"})),
        Item(3, 20, 7, frozenset({"测量员"})),
    )
    assert choose([one, twin, other], 6) == ([twin, other], [one])


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(1, 3), st.sampled_from("甲乙丙"))), st.integers(1, 6))
def test_nothing_is_lost_between_carried_and_outranked(rows: list[tuple[int, int, str]], most: int) -> None:
    items = [Item(n, score, employer, frozenset({title})) for n, (score, employer, title) in enumerate(rows)]
    carried, outranked = choose(items, most)
    assert len(carried) <= most
    assert sorted(item.delivery_id for item in carried + outranked) == [item.delivery_id for item in items]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("施工管培生（长春）", "施工管培生"),
        ("施工管培生-四平", "施工管培生"),
        ("施工管培生【2027届】", "施工管培生"),
        ("2027届施工管培生（吉林省吉林市）", "2027届施工管培生"),
        ("管培生（技术方向）", "管培生(技术方向)"),
        ("Java-后端", "java-后端"),
        ("长春", "长春"),
    ],
)
def test_a_place_or_a_year_beside_a_title_makes_no_other_vacancy(title: str, expected: str) -> None:
    assert bare(title) == expected

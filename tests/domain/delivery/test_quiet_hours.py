"""Quiet hours."""

from datetime import datetime, time

import pytest
from hypothesis import given

from bot.domain.delivery.quiet_hours import Quiet, out_of_quiet, parse_quiet
from bot.domain.worktime import SHANGHAI
from tests.domain.test_worktime import local, moments

NIGHT = Quiet(time(22), time(8))


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-24 21:59", "2026-11-24 21:59"),
        ("2026-11-24 22:00", "2026-11-25 08:00"),
        ("2026-11-25 03:00", "2026-11-25 08:00"),
        ("2026-11-25 08:00", "2026-11-25 08:00"),
    ],
)
def test_quiet_hours_reach_over_midnight(now: str, then: str) -> None:
    assert out_of_quiet(local(now), NIGHT) == local(then)


@given(moments)
def test_the_end_of_quiet_hours_is_not_quiet(now: datetime) -> None:
    assert out_of_quiet(now, NIGHT).astimezone(SHANGHAI).time() not in NIGHT
    assert out_of_quiet(now, None) == now


def test_quiet_hours_are_read_as_people_write_them() -> None:
    assert parse_quiet("22:00-08:00") == parse_quiet(" 22：00—8:00 ") == NIGHT
    assert parse_quiet("") is None


@pytest.mark.parametrize("text", ["22-8", "25:00-08:00", "night"])
def test_quiet_hours_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_quiet(text)

"""Settings that the office types are understood, or refused with the reason."""

from typing import Any

import pytest

from bot.domain.errors import BadChoice
from bot.domain.matching.matching import Weights
from bot.domain.office import choice
from bot.domain.office.choice import Group

NOW: dict[str, Any] = {"weights": {}}


@pytest.mark.parametrize(
    ("group", "text", "values"),
    [
        (Group.HOURS, "8:00—17：00", {"work_start": "08:00", "work_end": "17:00"}),
        (Group.QUIET, "22:30-7:30", {"quiet": "22:30-07:30"}),
        (Group.QUIET, "无", {"quiet": ""}),
        (Group.RELEASE, "immediate", {"release": "immediate"}),
        (Group.CAP, "3条", {"daily_cap": 3}),
        (Group.DIGEST, "8", {"digest_size": 8}),
        (Group.CATCH_UP, "关", {"catch_up": False}),
    ],
)
def test_typed_text_becomes_values(group: Group, text: str, values: dict[str, Any]) -> None:
    assert choice.parse(group, text, NOW) == values


@pytest.mark.parametrize(
    ("group", "text", "said"),
    [
        (Group.HOURS, "九点到五点", "08:30-17:30"),
        (Group.HOURS, "25:00-26:00", "08:30-17:30"),
        (Group.HOURS, "09:00-10:00", "至少晚 4 小时"),
        (Group.HOURS, "17:00-09:00", "至少晚 4 小时"),
        (Group.QUIET, "晚上", "22:00-08:00"),
        (Group.QUIET, "08:00-22:00", "盖住了白天"),
        (Group.CAP, "0", "1 到 20"),
        (Group.CAP, "很多", "1 到 20"),
        (Group.DIGEST, "9", "1 到 8"),
        (Group.RELEASE, "明天", "按钮"),
        (Group.CATCH_UP, "也许", "“开”或“关”"),
        (Group.WEIGHTS, "运气 5", "没看懂“运气 5”"),
        (Group.WEIGHTS, "专业对口 101", "0 到 100"),
        (Group.WEIGHTS, "", "没看懂"),
    ],
)
def test_a_text_that_cannot_be_used_is_refused_with_the_reason(group: Group, text: str, said: str) -> None:
    with pytest.raises(BadChoice, match=said):
        choice.parse(group, text, NOW)


def test_weights_that_are_not_named_stay_as_they_are() -> None:
    wanted = choice.parse(Group.WEIGHTS, "专业对口 50\n省内岗位：30", {"weights": {"policy": 1}})["weights"]
    assert (wanted["major_exact"], wanted["in_province"], wanted["policy"], wanted["region_exact"]) == (50, 30, 1, 20)
    assert Weights(**wanted)


def test_every_weight_has_a_word() -> None:
    assert set(choice.WEIGHT_WORDS) == set(choice.all_weights({}))

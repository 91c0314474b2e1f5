"""Names of people are compared as people read them."""

import pytest

from bot.domain.people import normalise_name
from bot.domain.text import visible


@pytest.mark.parametrize("dot", ["·", "•", "・", "･", "．", ".", "‧", "∙", "●", "⋅"])
def test_every_middle_dot_is_one_character(dot: str) -> None:
    assert normalise_name(f"艾力{dot}买买提") == "艾力·买买提"


@pytest.mark.parametrize("typed", ["李 娜", "李\u3000娜", "李\u200b娜", "\ufeff李娜", "\u202a李娜\u202c", "李\u00a0娜"])
def test_blanks_and_invisible_characters_do_not_count(typed: str) -> None:
    assert normalise_name(typed) == "李娜"


def test_full_width_letters_are_letters() -> None:
    assert normalise_name("Ａnna　Ｌi") == "AnnaLi"


@pytest.mark.parametrize("text", ["👩\u200d💻 程序员", "普通文字"])
def test_joined_emoji_stay_joined(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize("nothing", ["\u200b", "\u200d", "\u2800", "\u3164", "\ufeff", "\u202a"])
def test_what_nobody_can_see_is_no_text(nothing: str) -> None:
    assert visible(f"甲{nothing}乙") == "甲乙"

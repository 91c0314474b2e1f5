"""Names of people are compared as people read them."""

import pytest

from bot.domain.people import normalise_name


@pytest.mark.parametrize("dot", ["·", "•", "・", "･", "．", ".", "‧", "∙", "●", "⋅"])
def test_every_middle_dot_is_one_character(dot: str) -> None:
    assert normalise_name(f"艾力{dot}买买提") == "艾力·买买提"


@pytest.mark.parametrize("typed", ["李 娜", "李\u3000娜", "李\u200b娜", "\ufeff李娜", "\u202a李娜\u202c", "李\u00a0娜"])
def test_blanks_and_invisible_characters_do_not_count(typed: str) -> None:
    assert normalise_name(typed) == "李娜"


def test_full_width_letters_are_letters() -> None:
    assert normalise_name("Ａnna　Ｌi") == "AnnaLi"

"""A list is divided into pages."""

from bot.domain.paging import paged, place


def test_a_page_past_either_end_is_the_nearest_one() -> None:
    letters = "abcdefg"
    assert [paged(letters, page, 3).lines for page in (-1, 0, 1, 2, 9)] == ["abc", "abc", "def", "g", "g"]
    assert paged(letters, 9, 3).turns == {"page": 2, "pages": 3, "total": 7}


def test_an_empty_list_has_one_empty_page() -> None:
    assert paged([], 4, 3).turns == {"page": 0, "pages": 1, "total": 0}


def test_a_full_last_page_is_followed_by_none() -> None:
    assert place(6, 2, 3) == (1, 2)

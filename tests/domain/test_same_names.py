"""Two people of one list with the same name are told apart by the end of their numbers."""

from bot.domain.names import labels


def test_only_names_that_two_people_share_get_digits() -> None:
    people = [("王伟", "20230103"), ("王伟", "20239103"), ("李娜", "20230102"), ("王伟", "20230103")]
    assert labels(people) == {"20230103": "王伟 0103", "20239103": "王伟 9103", "20230102": "李娜"}


def test_numbers_with_the_same_end_are_shown_whole() -> None:
    assert labels([("王伟", "20230103"), ("王伟", "20220103")]) == {
        "20230103": "王伟 20230103",
        "20220103": "王伟 20220103",
    }

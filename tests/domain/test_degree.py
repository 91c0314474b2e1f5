"""The lowest degree of a posting is read as postings write it."""

import pytest

from bot.domain.degree import Degree, DegreeFloor, label, parse_degree


@pytest.mark.parametrize(
    ("text", "floor"),
    [
        ("本科及以上", Degree.BACHELOR),
        ("大专", Degree.COLLEGE),
        ("高职高专", Degree.COLLEGE),
        ("硕士研究生", Degree.MASTER),
        ("研究生", Degree.MASTER),
        ("博士研究生", Degree.DOCTOR),
        ("全日制统招本科", Degree.BACHELOR),
        ("大学 本科 学历", Degree.BACHELOR),
        ("本科/硕士", Degree.BACHELOR),
        ("硕博", Degree.MASTER),
    ],
)
def test_the_lowest_degree_named_is_the_floor(text: str, floor: Degree) -> None:
    assert parse_degree(text) == DegreeFloor(floor)


@pytest.mark.parametrize("text", ["不限", "学历不限", "高中", "中专", "初中及以下", "大专及以下", "无要求", ""])
def test_a_demand_that_every_graduate_meets_sets_no_floor(text: str) -> None:
    assert parse_degree(text) == DegreeFloor(None)


def test_a_degree_that_is_only_preferred_excludes_nobody() -> None:
    assert parse_degree("本科及以上，硕士优先") == DegreeFloor(Degree.BACHELOR)
    assert parse_degree("硕士优先") == DegreeFloor(None)


@pytest.mark.parametrize("text", ["英语熟练", "3-4年工作经验", "良好"])
def test_words_that_name_no_degree_are_not_understood(text: str) -> None:
    assert parse_degree(text) == DegreeFloor(None, understood=False)


def test_degrees_compare_and_have_the_names_that_people_read() -> None:
    assert Degree.COLLEGE < Degree.BACHELOR < Degree.MASTER < Degree.DOCTOR
    assert [label(degree) for degree in Degree] == ["专科", "本科", "硕士", "博士"]

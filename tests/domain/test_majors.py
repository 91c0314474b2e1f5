"""Majors: sixty notations from postings, the names in rosters, and the codes that other codes cover."""

import csv
from pathlib import Path

import pytest

from bot.domain.degree import Degree
from bot.domain.majors import Cover, ancestors, canonical, covers, name, parse_majors, resolve_major
from bot.reference import rows

with Path(__file__).with_name("major_notations.csv").open(encoding="utf-8-sig", newline="") as file:
    NOTATIONS = list(csv.DictReader(file))

WIDER = {
    # The table leaves out the graduate disciplines that have the same names.
    "港口航道与海岸工程/水利水电/土木工程/工程造价/测绘工程等工程类专业": {"Y0814", "Y0815", "Y0816"},
    "工程管理(造价方向)、土木工程等相关专业": {"Y0814"},
    # 计算机 beside 相关 means the whole 专业类, as in every other row; 080901 belongs to it.
    "计算机、软件工程相关专业": {"0809"},
}


@pytest.mark.parametrize("row", NOTATIONS, ids=lambda row: row["notation"])
def test_every_notation_gives_the_codes_of_the_table(row: dict[str, str]) -> None:
    majors = parse_majors(row["notation"])
    wanted = frozenset(code for code in row["codes"].split("|") if code)

    assert majors.understood
    assert majors.soft is (row["soft"] == "1")
    assert majors.unlimited is ("不限" in row["notation"])
    assert majors.codes - wanted == WIDER.get(row["notation"], set())
    assert all(covers(majors.codes, code) for code in wanted)


def test_an_empty_text_sets_no_limit() -> None:
    assert parse_majors("").unlimited
    assert not parse_majors("").codes


def test_the_name_beside_a_code_decides_between_the_two_catalogues() -> None:
    assert parse_majors("土木工程(0814)").codes == {"Y0814"}
    assert parse_majors("地质类(0814)").codes == {"0814"}


def test_a_bare_code_is_read_in_the_catalogue_of_the_degree_floor() -> None:
    assert parse_majors("0814").codes == {"0814"}
    assert parse_majors("0814", Degree.MASTER).codes == {"Y0814"}


def test_a_degree_floor_of_college_adds_the_college_classes() -> None:
    assert "4403" in parse_majors("土木工程", Degree.COLLEGE).codes
    assert "4403" not in parse_majors("土木工程", Degree.BACHELOR).codes


def test_a_major_with_the_word_class_behind_it_means_its_class() -> None:
    assert "0809" in parse_majors("软件工程类").codes


def test_unknown_parts_are_listed_beside_the_known_codes() -> None:
    majors = parse_majors("土木工程、炼金术")

    assert majors.codes == {"081001", "Y0814"}
    assert majors.unknown == ("炼金术",)
    assert not majors.understood


def test_two_names_without_glue_are_not_split() -> None:
    assert parse_majors("机械电子计算机").unknown == ("机械电子计算机",)


def test_a_name_with_the_word_and_in_it_stays_one_name() -> None:
    assert parse_majors("机械设计制造及其自动化").codes >= {"080202"}
    assert "080801" not in parse_majors("机械设计制造及其自动化").codes


@pytest.mark.parametrize(
    ("text", "degree", "code"),
    [
        ("土木工程", Degree.BACHELOR, "081001"),
        ("土木工程（道路方向）", Degree.BACHELOR, "081001"),
        ("电气工程及自动化", Degree.BACHELOR, "080601"),
        ("地理空间信息工程", Degree.BACHELOR, "081205T"),
        ("土木工程", Degree.MASTER, "Y0814"),
        ("岩土工程", Degree.MASTER, "Y0814"),
        ("土木工程", Degree.DOCTOR, "Y0814"),
        ("建筑工程技术", Degree.COLLEGE, "4403"),
        ("炼金术", Degree.BACHELOR, None),
        ("", Degree.BACHELOR, None),
    ],
)
def test_a_major_in_the_roster_is_found_at_the_level_of_the_degree(text: str, degree: Degree, code: str | None) -> None:
    assert resolve_major(text, degree) == code


def test_every_bachelor_major_of_the_catalogue_resolves_to_itself() -> None:
    majors = [row for row in rows("majors") if row["degree_level"] == "本科" and row["level"] == "专业"]

    assert len(majors) == 883
    assert [row["name"] for row in majors if resolve_major(row["name"], Degree.BACHELOR) != row["code"]] == []


def test_every_listed_alias_leads_to_codes_of_the_catalogue() -> None:
    codes = {row["code"] for row in rows("majors")}
    listed = [code for row in rows("major_aliases") for code in f"{row['codes']}|{row['broad']}".split("|") if code]

    assert set(listed) <= codes


def test_a_class_or_category_covers_the_majors_in_it() -> None:
    assert covers(frozenset({"081001"}), "081001") is Cover.EXACT
    assert covers(frozenset({"08", "0810"}), "081001") is Cover.CLASS
    assert covers(frozenset({"Y08"}), "Y0814") is Cover.CATEGORY
    assert covers(frozenset({"0811", "Y0810"}), "081001") is None


def test_the_suffix_of_a_code_is_ignored() -> None:
    assert covers(frozenset({"081006"}), "081006T") is Cover.EXACT
    assert canonical("081006") == canonical("081006t") == "081006T"
    assert canonical("999999") is None


def test_the_class_and_the_category_lie_above_a_code() -> None:
    assert ancestors("081006T") == ("0810", "08")
    assert ancestors("Y0814") == ("Y08",)
    assert ancestors("140001TK") == ("14",)
    assert name("0810") == "土木类"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("本科：药学类（1007）", {"1007"}),
        ("药学类(1007)", {"1007", "Y1007", "Y1055", "Y1056"}),
        ("本科：会计学（120203K）；研究生：会计（1253）", {"120203K", "Y1253"}),
        ("本科：数学类（0701）、统计学类（0712）", {"0701", "0712"}),
        ("机械类(B0802)", set(parse_majors("机械类").codes)),
        ("测绘工程(B081301)", set(parse_majors("测绘工程").codes)),
        ("本科：经济学（02）、法学（03）", {"02", "03"}),
        ("08工学", {"08", "Y08"}),
        ("0301法学类", set(parse_majors("法学类").codes)),
    ],
)
def test_the_name_decides_and_a_code_of_another_catalogue_adds_nothing(text: str, codes: set[str]) -> None:
    majors = parse_majors(text)
    assert majors.codes <= codes and majors.understood and majors.codes


@pytest.mark.parametrize(
    ("text", "fits", "too_far"),
    [
        ("本科：金融学类（0203）；研究生：不限专业", ("020301K", "Y0814"), ("081001",)),
        ("本科：不限；研究生：法学（0301）", ("081001", "Y0301"), ("Y0814",)),
        ("本科：会计学，研究生：专业不限", ("120203K", "Y0814"), ("081001",)),
    ],
)
def test_each_level_has_its_own_limits(text: str, fits: tuple[str, ...], too_far: tuple[str, ...]) -> None:
    majors = parse_majors(text)
    assert not majors.unlimited and majors.understood
    assert all(covers(majors.codes, code) for code in fits)
    assert not any(covers(majors.codes, code) for code in too_far)


def test_a_name_that_is_not_taught_at_its_level_is_listed() -> None:
    assert parse_majors("研究生：炼金术（0999）").unknown
    assert not parse_majors("本科：法律（0351）").understood

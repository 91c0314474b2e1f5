"""Single cells, and the phrases of a description, are read."""

from datetime import date

import pytest

from bot.domain.degree import Degree
from bot.domain.postings.posting import Field, PostingDraft, WorkType, parse_row
from tests.domain.postings.test_posting_row import TODAY, read


def described(text: str, title: str = "技术员") -> PostingDraft:
    return parse_row({"岗位名称": title, "单位名称": "甲公司", "岗位描述": text}, TODAY)


# Cells


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("销售，文员，会计", ("销售", "文员", "会计")),
        ("工程师（储备，双休）、文员", ("工程师（储备，双休）", "文员")),
        ("销售代表，管吃住，五险一金", ("销售代表",)),
        ("店长/销售", ("店长", "销售")),
        ("C/C++开发工程师", ("C/C++开发工程师",)),
        ("会计，会计", ("会计",)),
        ("英语老师 （小学", ("英语老师 （小学",)),
        ("包吃住", ("包吃住",)),
        ("财务经理/主管", ("财务经理/主管",)),
        ("Java开发工程师/架构师", ("Java开发工程师/架构师",)),
        ("送货员/不用加班/包住/五险", ("送货员",)),
        ("甲镇政府1名、乙镇政府2名二级主任科员", ("二级主任科员",)),
    ],
)
def test_a_title_that_lists_several_vacancies_is_split(text: str, titles: tuple[str, ...]) -> None:
    draft = read(岗位名称=text)

    assert draft.titles == titles
    assert draft.title == titles[0]


@pytest.mark.parametrize(
    ("text", "cohorts"),
    [
        ("2026届", {2026}),
        ("2025/2026届", {2025, 2026}),
        ("25、26届", {2025, 2026}),
        ("2024-2026届", {2024, 2025, 2026}),
        ("不限", set()),
        ("27届", {2027}),
        ("26-28届", {2026, 2027, 2028}),
        ("2027年应届毕业生", {2027}),
    ],
)
def test_cohorts_are_read_as_years(text: str, cohorts: set[int]) -> None:
    assert (read(毕业年份=text).cohorts, read(毕业年份=text).unparsed) == (cohorts, ())


@pytest.mark.parametrize("text", ["年龄27岁以下", "2000年以后出生", "2027届及往届", "应届", "毕业2年内"])
def test_an_age_a_year_of_birth_or_the_past_is_no_cohort(text: str) -> None:
    assert read(毕业年份=text).cohorts == frozenset() and read(毕业年份=text).unparsed


@pytest.mark.parametrize("text", ["无", "无限制", "-", "不限"])
def test_no_demand_for_experience_is_understood(text: str) -> None:
    assert (read(工作经验=text).experience_years, read(工作经验=text).unparsed) == (None, ())


@pytest.mark.parametrize(
    ("other", "codes"),
    [
        ({"单位名称": "北京虚构科技有限公司"}, {"110000"}),
        ({"公司地址": "长春市前进大街1号"}, {"220104"}),
        ({"单位名称": "虚构科技有限公司"}, set()),
    ],
)
def test_other_cells_of_the_row_tell_in_which_city_a_district_lies(other: dict[str, str], codes: set[str]) -> None:
    draft = read(工作地点="朝阳区", **({"公司地址": ""} | other))
    assert set(draft.regions.codes) == codes
    assert bool(draft.unparsed) is not bool(codes)


def test_a_number_of_another_list_is_no_credit_code_and_does_not_reject_its_row() -> None:
    draft = read(统一社会信用代码="1990007")
    assert (draft.uscc, draft.rejected, draft.unparsed[0].text) == (None, False, "1990007")


@pytest.mark.parametrize(("text", "headcount"), [("若干", None), ("12人", 12), ("1-5", 5), ("10人以上", 10)])
def test_the_headcount_is_the_most_there_may_be(text: str, headcount: int | None) -> None:
    assert (read(招聘人数=text).headcount, read(招聘人数=text).unparsed) == (headcount, ())


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("2027/1/5", date(2027, 1, 5)),
        ("2026年12月31日", date(2026, 12, 31)),
        ("12月31日", date(2026, 12, 31)),
        ("3月1日前", date(2027, 3, 1)),
        ("招满即止", None),
        ("长期有效", None),
    ],
)
def test_a_deadline_without_a_year_is_the_next_such_day(text: str, deadline: date | None) -> None:
    assert (read(截止日期=text).deadline, read(截止日期=text).unparsed) == (deadline, ())


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("无工作经验", 0),
        ("在校生/应届生", 0),
        ("3-4年工作经验", 3),
        ("两年以上", 2),
        ("10年以上工作经验", 10),
        ("不限", None),
    ],
)
def test_experience_is_the_least_number_of_years(text: str, years: int | None) -> None:
    assert read(工作经验=text).experience_years == years


def test_internships_and_part_time_work_are_recognised() -> None:
    assert read(工作类型="实习招聘").work_type is WorkType.INTERN
    assert read(工作类型="兼职").work_type is WorkType.PART
    assert read(工作类型="", 岗位名称="行政实习生").work_type is WorkType.INTERN


# Descriptions


def test_phrases_of_the_description_fill_empty_columns_and_are_marked() -> None:
    draft = described(
        "任职要求：1、学历要求：本科；2、专业要求：土木工程、测绘工程；3、招聘人数：2人；4、3年以上施工经验。"
    )

    assert (draft.degree_floor, draft.headcount, draft.experience_years) == (Degree.BACHELOR, 2, 3)
    assert "081001" in draft.majors.codes
    assert draft.from_text == {Field.DEGREE, Field.MAJORS, Field.HEADCOUNT, Field.EXPERIENCE}


@pytest.mark.parametrize(
    "text",
    [
        "员工多为本科，公司发展快。",
        "文员：大专以上学历；工程师：本科以上学历。",
        "本科以上学历占90%。",
        "本科及以上学历优先。",
        "3年以上经验，优秀应届毕业生也可。",
        "三年以上教学经验的老师收入可观。",
        "专业要求：炼金术。",
    ],
)
def test_vague_or_contradictory_words_are_no_demand(text: str) -> None:
    draft = described(text)

    assert (draft.from_text, draft.unparsed) == (frozenset(), ())


def test_the_description_of_several_vacancies_fills_no_column() -> None:
    assert described("学历要求：本科", title="文员，会计").degree_floor is None


def test_a_column_wins_over_the_description() -> None:
    draft = read(岗位描述="学历要求：硕士")

    assert (draft.degree_floor, draft.from_text) == (Degree.BACHELOR, frozenset())

"""Reading a row or a pasted text into postings, and grouping postings into announcements."""

from datetime import date

import pytest

from bot.domain.degree import Degree
from bot.domain.postings.posting import (
    TEMPLATE,
    Field,
    PostingDraft,
    RowError,
    Unparsed,
    WorkType,
    content_hash,
    group,
    map_headers,
    parse_pasted,
    parse_row,
    shown,
)

TODAY = date(2026, 11, 24)
ROW = {
    "岗位名称": "结构设计师",
    "单位名称": "虚构建筑设计院有限公司",
    "统一社会信用代码": "91220101MA1111112L",
    "单位性质": "国有企业",
    "行业": "科学研究和技术服务业",
    "工作地点": "长春市朝阳区",
    "岗位类别": "工程技术人员",
    "工作类型": "全职",
    "薪资": "8-12K·13薪",
    "学历要求": "本科及以上",
    "专业要求": "土木工程",
    "毕业年份": "2027届",
    "招聘人数": "3",
    "截止日期": "2026-12-31",
    "岗位描述": "负责结构计算与施工图。",
    "投递方式": "hr@xugou.example",
    "来源": "单位来校",
}
SCRAPED = {
    "职位": "['数据分析师']",
    "薪资": "['6-8千/月']",
    "公司": "['虚构科技有限公司']",
    "公司信息": "['民营公司| 50-150人| 计算机软件']",
    "公司地址": "['上班地址 : 软件园']",
    "地区": "['长春']",
    "工作经验": "['3-4年工作经验']",
    "学历": "['本科']",
    "人数": "['若干人']",
    "时间": "['2026-09-13']",
    "岗位信息": "",
}


def read(**changed: str) -> PostingDraft:
    return parse_row(ROW | changed, TODAY)


def described(text: str, title: str = "技术员") -> PostingDraft:
    return parse_row({"岗位名称": title, "单位名称": "甲公司", "岗位描述": text}, TODAY)


# Headers


def test_every_header_of_our_template_is_recognised() -> None:
    headers = map_headers(TEMPLATE)

    assert len(headers.fields) == len(TEMPLATE) == len(ROW) + 1  # ROW has no 工作经验
    assert (headers.unrecognised, headers.missing, headers.repeated) == ((), (), ())


@pytest.mark.parametrize(
    "headers", [["企业名称", "企业地点", "岗位名称", "工作类型", "岗位职责", "薪资水准"], [*SCRAPED]]
)
def test_every_header_of_job_sites_is_recognised(headers: list[str]) -> None:
    assert len(map_headers(headers).fields) == len(headers)
    assert map_headers(headers).missing == ()


def test_headers_that_are_unknown_missing_or_repeated_are_listed() -> None:
    headers = map_headers(["岗位名称*", "备注", "薪资（元/月）", "月薪"])

    assert headers.unrecognised == ("备注",)
    assert headers.missing == (Field.EMPLOYER,)
    assert headers.repeated == ("月薪",)


# Rows


def test_a_full_row_is_understood_completely() -> None:
    draft = read()

    assert (draft.unparsed, draft.problems, draft.from_text) == ((), (), frozenset())
    assert (draft.title, draft.employer_type, draft.industry, draft.category) == ("结构设计师", "31", "38", "13")
    assert (draft.salary.min_monthly, draft.salary.max_monthly, draft.salary.months) == (8000, 12000, 13)
    assert (draft.degree_floor, draft.work_type) == (Degree.BACHELOR, WorkType.FULL)
    assert draft.majors.codes == {"081001", "Y0814"}
    assert (draft.cohorts, draft.headcount, draft.deadline) == ({2027}, 3, date(2026, 12, 31))
    assert draft.regions.codes


def test_a_scraped_row_of_list_literals_is_read_like_any_other() -> None:
    draft = parse_row(SCRAPED, TODAY)

    assert (draft.title, draft.employer_name) == ("数据分析师", "虚构科技有限公司")
    assert (draft.employer_type, draft.industry, draft.address) == ("39", "34", "软件园")
    assert (draft.experience_years, draft.headcount, draft.published) == (3, None, date(2026, 9, 13))
    assert draft.unparsed == ()


def test_cells_that_slipped_into_other_columns_are_moved_back() -> None:
    draft = parse_row(SCRAPED | {"工作经验": "['硕士']", "学历": "['英语熟练']"}, TODAY)

    assert draft.degree_floor is Degree.MASTER
    assert (draft.language, draft.experience_years) == ("英语熟练", None)
    assert draft.unparsed == ()


def test_a_row_without_title_or_employer_or_with_a_wrong_code_is_rejected() -> None:
    assert read(岗位名称="").problems == (RowError(Field.TITLE, "", "missing"),)
    assert parse_row(dict.fromkeys(SCRAPED, "[]"), TODAY).rejected
    assert read(统一社会信用代码="91220101MA1111112X").problems == (
        RowError(Field.USCC, "91220101MA1111112X", "uscc_check"),
    )


@pytest.mark.parametrize(
    ("header", "text", "name"),
    [
        ("薪资", "10", Field.SALARY),
        ("学历要求", "有", Field.DEGREE),
        ("单位性质", "很大的公司", Field.EMPLOYER_TYPE),
        ("行业", "31", Field.INDUSTRY),
        ("招聘人数", "看情况", Field.HEADCOUNT),
        ("截止日期", "2026-02-30", Field.DEADLINE),
        ("毕业年份", "应届", Field.COHORTS),
        ("工作地点", "祥云街55号", Field.REGION),
        ("专业要求", "炼金术", Field.MAJORS),
        ("岗位类别", "技术类", Field.CATEGORY),
        ("工作类型", "其他", Field.WORK_TYPE),
    ],
)
def test_a_cell_that_is_not_understood_is_listed_and_the_row_is_taken(header: str, text: str, name: Field) -> None:
    draft = read(**{header: text})

    assert draft.unparsed == (Unparsed(name, text),)
    assert not draft.rejected


def test_an_empty_cell_is_no_fault() -> None:
    draft = parse_row(dict.fromkeys(ROW, "") | {"岗位名称": "技术员", "单位名称": "甲公司"}, TODAY)

    assert (draft.unparsed, draft.problems) == ((), ())
    assert draft.degree_floor is draft.headcount is draft.deadline is draft.work_type is None


@pytest.mark.parametrize(
    "name", ["薪资", "学历要求", "招聘人数", "工作地点", "专业要求", "行业", "单位性质", "岗位名称"]
)
def test_a_text_in_the_wrong_column_is_listed_and_not_read(name: str) -> None:
    draft = read(**{name: "(本科1" * 20_000})

    assert len(draft.unparsed) == 1
    assert not draft.rejected


def test_impossible_figures_are_not_understood() -> None:
    assert [each.text for each in read(薪资="1" * 30, 招聘人数="9" * 30).unparsed] == ["1" * 30, "9" * 30]


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
    ],
)
def test_cohorts_are_read_as_years(text: str, cohorts: set[int]) -> None:
    assert read(毕业年份=text).cohorts == cohorts


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


# Pasted text


def test_a_pasted_text_names_the_employer_once_for_all_its_postings() -> None:
    first, second = parse_pasted(
        "单位名称：虚构设计院\n\n岗位名称：结构设计师\n薪资：6-8K\n岗位描述：负责计算\n以及绘图\n\n岗位名称: 资料员\n"
        "工作地点：长春市\n\n投递方式：hr@xugou.example",
        TODAY,
    )

    assert (first.title, first.employer_name, first.salary.max_monthly) == ("结构设计师", "虚构设计院", 8000)
    assert first.description == "负责计算\n以及绘图"
    assert (second.title, second.employer_name, second.salary_text) == ("资料员", "虚构设计院", "")
    assert first.apply_how == second.apply_how == "hr@xugou.example"


def test_a_new_title_begins_a_new_posting_without_a_blank_line() -> None:
    drafts = parse_pasted("公司：甲公司\n【职位】：司机\n1、薪资：4000元/月\n职位：文员", TODAY)

    assert [(draft.title, draft.salary_text) for draft in drafts] == [("司机", "4000元/月"), ("文员", "")]


def test_a_pasted_text_without_fields_is_no_posting_and_one_without_employer_is_rejected() -> None:
    assert parse_pasted("大家好：\n欢迎加入我们！", TODAY) == []
    assert [error.field for error in parse_pasted("岗位名称：文员", TODAY)[0].problems] == [Field.EMPLOYER]


# Announcements


def test_rows_of_one_employer_under_one_text_are_one_announcement() -> None:
    rows = [read(), read(岗位名称="资料员", 截止日期="2027-01-10"), read(岗位名称="司机", 岗位描述="开车")]
    first, second = group(rows).announcements

    assert (first.title, len(first.postings), first.deadline) == ("结构设计师、资料员", 2, date(2027, 1, 10))
    assert second.title == "司机"


def test_the_same_vacancy_twice_is_kept_once_and_reported() -> None:
    grouped = group([read(), read(岗位描述="换了说法"), read(工作地点="吉林市")])

    assert [len(announcement.postings) for announcement in grouped.announcements] == [2]
    assert [draft.description for draft in grouped.duplicates] == ["换了说法"]


def test_a_rejected_row_is_in_no_announcement() -> None:
    assert group([read(岗位名称="")]).announcements == ()


def hashed(*drafts: PostingDraft) -> str:
    announcement = group(drafts).announcements[0]
    return content_hash(
        employer_name=announcement.employer_name,
        apply_how=announcement.apply_how,
        source=announcement.source,
        deadline=announcement.deadline,
        postings=[shown(draft) for draft in announcement.postings],
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"薪资": "9-12K"},
        {"学历要求": "硕士"},
        {"投递方式": "x@y.example"},
        {"截止日期": "2027-01-01"},
        {"岗位名称": "司机"},
    ],
)
def test_a_change_that_students_see_changes_the_hash(changed: dict[str, str]) -> None:
    assert hashed(read()) != hashed(read(**changed))


def test_the_order_of_rows_and_the_number_of_blanks_do_not_change_the_hash() -> None:
    other = read(岗位名称="资料员")

    assert hashed(read(), other) == hashed(other, read())
    assert hashed(read(岗位描述="负责 计算")) == hashed(read(岗位描述="负责  计算 "))

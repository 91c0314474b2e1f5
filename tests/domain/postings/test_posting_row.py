"""The headers and the rows of a table are read into postings."""

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
    map_headers,
    parse_row,
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

"""Pasted text is split into postings, and postings are grouped into announcements."""

from datetime import date

import pytest

from bot.domain.postings.posting import Field, PostingDraft, content_hash, group, parse_pasted, shown
from tests.domain.postings.test_posting_row import TODAY, read

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
    grouped = group([read(), read(), read(工作地点="吉林市")])

    assert [len(announcement.postings) for announcement in grouped.announcements] == [2]
    assert len(grouped.duplicates) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"专业要求": "法学"},
        {"学历要求": "硕士"},
        {"招聘人数": "9"},
        {"岗位描述": "换了说法"},
        {"截止日期": "2027-02-01"},
        {"职位代码": "1002"},
    ],
)
def test_rows_that_differ_in_anything_that_is_shown_are_two_postings_that_are_alike(other: dict[str, str]) -> None:
    grouped = group([read(职位代码="1001"), read(**({"职位代码": "1001"} | other))])

    assert sum(len(announcement.postings) for announcement in grouped.announcements) == 2
    assert (len(grouped.duplicates), len(grouped.alike)) == (0, 1)


def test_cells_that_no_field_reads_are_kept_without_running_numbers_and_empty_cells() -> None:
    draft = read(其他要求="能适应出差", 序号="7", 备注="", 年龄要求="无")

    assert draft.notes == (("其他要求", "能适应出差"), ("年龄要求", "无"))


def test_two_spellings_of_an_employer_have_one_hash() -> None:
    spellings = ("长春（虚构）有限公司", "长春(虚构)有限责任公司", "长春（虚构） 有限公司")
    assert len({hashed(read(单位名称=name)) for name in spellings}) == 1


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

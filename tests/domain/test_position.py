"""The position category of a job title."""

import pytest

from bot.domain.position import classify_position, name, parse_category
from bot.reference import rows


@pytest.mark.parametrize(
    ("title", "category"),
    [
        ("结构工程师", "工程技术人员"),
        ("机械设计师", "工程技术人员"),
        ("平面设计师", "文学艺术工作人员"),
        ("Java开发工程师（销售系统）", "工程技术人员"),
        ("大数据讲师", "教学人员"),
        ("销售工程师", "商业和服务业人员"),
        ("销售专员", "商业和服务业人员"),
        ("会计助理", "经济业务人员"),
        ("理财经理", "金融业务人员"),
        ("行政助理", "办事人员和有关人员"),
        ("总经理秘书", "办事人员和有关人员"),
        ("新媒体运营", "新闻出版和文化工作人员"),
        ("法务", "法律专业人员"),
        ("博士后研究员", "科学研究人员"),
        ("设备维修工", "生产和运输设备操作人员"),
    ],
)
def test_the_last_keyword_of_a_title_decides(title: str, category: str) -> None:
    code = classify_position(title)

    assert code is not None
    assert name(code) == category


def test_words_in_brackets_count_only_when_the_rest_has_no_keyword() -> None:
    assert classify_position("精英（会计）") == "21"
    assert classify_position("教师（兼会计）") == "24"


def test_latin_keywords_are_whole_words() -> None:
    assert classify_position("IT") == "13"
    assert classify_position("CREDIT") is None


def test_an_unknown_title_has_no_category() -> None:
    assert classify_position("起飞很美") is None
    assert classify_position("") is None


def test_a_category_is_read_by_code_by_name_and_by_the_codes_of_some_schools() -> None:
    assert parse_category("工程技术人员") == parse_category("13") == "13"
    assert parse_category("31") == "30"
    assert parse_category("技术类") is None


def test_no_keyword_belongs_to_two_categories() -> None:
    keywords = [
        k for row in rows("position_types") for c in ("keywords", "weak_keywords") for k in row[c].split("|") if k
    ]

    assert len(keywords) == len(set(keywords))

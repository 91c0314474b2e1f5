"""The credit codes, names, types and industries of employers."""

import pytest

from bot.domain.employer import check_uscc, normalise_name, parse_employer_type, parse_industry
from bot.domain.errors import BadUscc


@pytest.mark.parametrize(
    "code",
    [
        "91220101MA0X1A2B2P",
        "12220000000000019B",
        "11220104000000000G",
        "54220122MF0000013W",
        "92220184MA1Y2W3R85",
        "N2220122MF1234567Y",
    ],
)
def test_codes_of_companies_offices_villages_and_collectives_are_accepted(code: str) -> None:
    assert check_uscc(code) == code


@pytest.mark.parametrize("text", ["91220101ma0x1a2b2p", " 91220101 MA0X1A2B2P　", "９１220101MA0X1A2B2P"])
def test_a_code_is_brought_into_one_form(text: str) -> None:
    assert check_uscc(text) == "91220101MA0X1A2B2P"


@pytest.mark.parametrize(
    ("code", "why", "words"),
    [
        ("91220101MA0X1A2B2Q", "check", "校验位"),
        ("91220101MI0X1A2B2P", "letters", "I"),
        ("91220101MO0X1A2B2P", "letters", "O"),
        ("220101000012345", "old", "18 位"),
        ("12345678-9", "old", "18 位"),
        ("91220101MA0X1A2B2", "length", "17 位"),
        ("000000000000000000", "zeros", "全为 0"),
    ],
)
def test_a_wrong_code_says_what_is_wrong(code: str, why: str, words: str) -> None:
    with pytest.raises(BadUscc, match=words) as refused:
        check_uscc(code)

    assert refused.value.why == why
    assert isinstance(refused.value, ValueError)


@pytest.mark.parametrize(
    "spelling", ["某某（长春）科技有限公司", "某某(长春) 科技有限公司", "某某（长春）科技有限责任公司"]
)
def test_spellings_of_one_employer_compare_equal(spelling: str) -> None:
    assert normalise_name(spelling) == "某某长春科技有限公司"


def test_a_branch_and_a_company_limited_by_shares_stay_apart() -> None:
    names = ["某某有限公司", "某某股份有限公司", "某某有限公司长春分公司"]

    assert len({normalise_name(name) for name in names}) == 3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("国有企业", "31"),
        ("国企", "31"),
        ("民营公司", "39"),
        ("外资（欧美）", "32"),
        ("合资", "32"),
        ("三资企业", "32"),
        ("事业单位", "29"),
        ("政府机关", "10"),
        ("党政机关", "10"),
        ("非营利组织", "99"),
        ("其他企业(含民营企业等)", "39"),
        ("31", "31"),
    ],
)
def test_employer_types_are_found_by_current_former_and_job_site_names(text: str, code: str) -> None:
    assert parse_employer_type(text) == code


@pytest.mark.parametrize("text", ["33", "15", "27", "上市公司", "中小企业", "很大的公司", ""])
def test_a_text_that_does_not_tell_the_ownership_gives_none(text: str) -> None:
    assert parse_employer_type(text) is None


def test_industries_are_found_by_official_and_job_site_names() -> None:
    assert parse_industry("建筑业") == "24"
    assert parse_industry("农、林、牧、渔业") == "11"
    assert parse_industry("计算机软件 互联网/电子商务") == "34"
    assert parse_industry("计算机服务(系统、数据服务、维修)") == "34"


def test_a_bare_industry_number_gives_none_because_two_standards_use_it() -> None:
    assert parse_industry("31") is None
    assert parse_industry("多元化业务集团公司") is None

from datetime import date

import pytest

from bot.domain.destinations.destination import (
    MOVES,
    DestinationState,
    Fault,
    IllegalDestinationMove,
    check_fields,
    code_of,
    codes,
    internship_paper,
    may_move,
    move,
)
from bot.domain.people import Role

TODAY = date(2026, 6, 20)
FILED, APPROVED = DestinationState.FILED, DestinationState.APPROVED
AGREEMENT = {
    "employer_name": "长春市测试设计院有限公司",
    "uscc": "91220101MA1111112L",
    "employer_type": "31",
    "industry": "38",
    "place": "长春市朝阳区",
    "address": "人民大街 1 号",
    "position": "13",
    "contact": "王老师",
    "phone": "0431-88886666",
    "signed_on": "2026-06-18",
    "monthly_pay": "6000",
    "agreement_no": "2026-001",
    "file_transfer": "长春市人才服务中心",
    "contract_period": "2026-07-01 至 2029-06-30",
}


def faults(code: str, minimum_wage: int | None = None, **changes: str) -> dict[str, Fault]:
    problems = check_fields(code, AGREEMENT | changes, TODAY, minimum_wage)
    return {problem.key: problem.fault for problem in problems}


def test_the_chat_offers_current_codes_and_files_may_hold_former_ones() -> None:
    offered = {code.code for code in codes()}
    assert {"10", "11", "271", "46", "75", "76", "801", "85", "703", "71", "721"} <= offered
    assert not offered & {"27", "50", "80", "81"}
    assert {"27", "50", "80", "81"} <= {code.code for code in codes(main=False)}


@pytest.mark.parametrize("code", codes(main=False), ids=lambda code: code.code)
def test_codes_that_count_in_the_province_are_employed_and_employed_codes_are_settled(code: object) -> None:
    known = next(other for other in codes(main=False) if other == code)
    assert known.in_province_counts <= known.employed_for_denominator <= known.settled


def test_only_assistants_other_hiring_and_freelancers_need_the_minimum_wage() -> None:
    assert {code.code for code in codes() if code.min_wage_gate} == {"12", "271", "76"}


def test_a_complete_agreement_has_no_problem() -> None:
    assert faults("10") == faults("11") == {}


def test_each_missing_field_is_listed() -> None:
    assert faults("10", employer_name=" ", place="") == {
        "employer_name": Fault.MISSING,
        "place": Fault.MISSING,
    }


def test_a_mistyped_credit_code_is_found_with_its_fault() -> None:
    (problem,) = check_fields("10", AGREEMENT | {"uscc": "91220101MA1111113L"}, TODAY)
    assert (problem.fault, problem.detail) == (Fault.BAD_USCC, "check")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("2026-06-21", Fault.FUTURE),
        ("2026年6月21日", Fault.FUTURE),
        ("昨天", Fault.BAD_DATE),
        ("2026-02-30", Fault.BAD_DATE),
    ],
)
def test_a_signing_date_in_the_future_or_in_no_calendar_is_a_fault(text: str, fault: Fault) -> None:
    assert faults("10", signed_on=text) == {"signed_on": fault}


@pytest.mark.parametrize("text", ["2026-06-20", "2026/6/1", "2026.6.1", "2026年6月1日"])
def test_dates_are_read_as_people_write_them(text: str) -> None:
    assert faults("10", signed_on=text) == {}


def test_pay_below_the_minimum_is_refused_only_for_codes_that_need_it() -> None:
    assert faults("12", minimum_wage=2000, monthly_pay="1,999元") == {"monthly_pay": Fault.BELOW_MINIMUM}
    assert faults("12", minimum_wage=2000, monthly_pay="2000") == {}
    assert faults("10", minimum_wage=2000, monthly_pay="1999") == {}


def test_pay_and_telephone_and_place_must_be_readable() -> None:
    assert faults("10", monthly_pay="面议", phone="没有", place="不知道") == {
        "monthly_pay": Fault.BAD_MONEY,
        "phone": Fault.BAD_PHONE,
        "place": Fault.BAD_PLACE,
    }


def test_a_soldier_is_asked_for_no_employer() -> None:
    assert {field.key for field in code_of("46").fields} == {"enlisted_on", "place", "enlistment_no"}
    assert check_fields("46", {"enlisted_on": "2026-03-15", "place": "四平市"}, TODAY) == ()


def test_only_a_founder_with_a_company_needs_its_credit_code() -> None:
    shop = {"startup_kind": "C", "venture_name": "小店", "place": "长春市", "industry": "37"}
    assert check_fields("75", shop, TODAY) == ()
    (problem,) = check_fields("75", shop | {"startup_kind": "A"}, TODAY)
    assert (problem.key, problem.fault) == ("uscc", Fault.MISSING)


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        check_fields("99", {}, TODAY)


@pytest.mark.parametrize("words", ["顶岗实习协议", "见习证明", "校外实 习鉴定.pdf".replace(" ", "")])
def test_papers_of_an_internship_prove_no_employment(words: str) -> None:
    assert internship_paper("10", words) and internship_paper("12", words)
    assert internship_paper("801", words) is None


def test_a_labour_contract_is_no_internship_paper() -> None:
    assert internship_paper("11", "劳动合同签章页") is None


def test_only_the_student_confirms_a_record() -> None:
    confirmed = DestinationState.CONFIRMED
    assert {role for role in Role if may_move(APPROVED, confirmed, role)} == {Role.STUDENT}
    assert {before for before, after in MOVES if after is confirmed} == {APPROVED}


def test_the_college_approves_a_record_and_the_student_cannot() -> None:
    assert move(FILED, APPROVED, Role.COLLEGE) is APPROVED
    with pytest.raises(IllegalDestinationMove):
        move(FILED, APPROVED, Role.STUDENT)


def test_the_office_decides_a_contested_record() -> None:
    contested = DestinationState.CONTESTED
    assert may_move(APPROVED, contested, Role.STUDENT)
    assert {role for (before, _), roles in MOVES.items() for role in roles if before is contested} == {Role.OFFICE}

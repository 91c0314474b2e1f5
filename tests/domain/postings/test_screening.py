import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.postings.screening import Action, Finding, normalise, screen, verdict
from bot.flows.warnings.warn import WITH_TEMPLATE
from bot.reference import rows
from bot.render import environment

HERE = Path(__file__).parent
FIELDS = ("title", "employer", "industry", "location", "degree", "major", "headcount", "salary", "apply")


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def rules(text: str) -> set[str]:
    return {finding.rule for finding in screen(text)}


def demanded(finding: Finding) -> str:
    return finding.action.upper() + ("+REPORT" if finding.report else "")


@pytest.mark.parametrize("row", table("screening_tests.csv"), ids=lambda row: row["id"])
def test_a_demand_is_found_and_its_false_friend_is_not(row: dict[str, str]) -> None:
    found = {(finding.rule, demanded(finding)) for finding in screen(row["text"])}
    if row["expected_action"] == "KEEP":
        assert found == set()
    else:
        assert (row["expected_rule"], row["expected_action"]) in found


@pytest.mark.parametrize("row", table("sample_postings.csv"), ids=lambda row: row["id"])
def test_a_whole_posting_gets_exactly_the_findings_expected(row: dict[str, str]) -> None:
    cancelled_or_noted = row["expected_findings"].partition("原始")[0].partition("(")[0]
    expected = set(re.findall(r"\b[DF]\d\d", cancelled_or_noted))
    assert rules("\n".join(row[field] for field in (*FIELDS, "text"))) == expected


@pytest.mark.parametrize(
    "text",
    [
        "本公司招聘不收取任何费用",
        "招聘全程不以任何名义收取押金、服装费、体检费",
        "无需缴纳保证金,免费提供工装",
        "请勿向任何单位或个人缴纳任何形式的推荐费、介绍费、招待费、活动费、中介费等费用",
        "谨防刷单、培训贷、付费内推等骗局",
        "学历不限,男女不限",
        "工作地点:科技大厦211室",
        "确保录入数据准确",
        "负责乙肝疫苗的研究与生产",
        "创始团队毕业于清华、北大等985高校",
        "提供单身公寓,婚假产假齐全",
    ],
)
def test_a_description_or_a_denial_is_no_finding(text: str) -> None:
    assert screen(text) == ()


def test_a_denial_does_not_cover_the_demand_that_follows_it() -> None:
    assert "F03" in rules("我司不收取任何中介费。入职需缴纳服装费300元")
    assert "F02" in rules("不收取押金,只收服务费500元")


def test_a_fee_with_a_caution_beside_it_is_still_reviewed() -> None:
    (finding,) = screen("入职需交服装费300元,谨防上当")
    assert (finding.rule, finding.action) == ("F03", Action.REVIEW)


@pytest.mark.parametrize("text", ["限 男 性", "限·男·性", "限\u200b男性", "限男性", "僅限男性"])
def test_disguised_characters_do_not_hide_a_demand(text: str) -> None:
    assert "D10" in rules(text)


def test_offsets_count_in_the_text_as_it_was_written() -> None:
    text = "①要求：刷 單 兼職"
    finding = next(f for f in screen(text) if f.rule == "F07")
    assert finding.words == text[finding.start : finding.end] == "刷 單"


def test_a_finding_has_a_legal_basis_and_a_suggestion() -> None:
    finding = next(f for f in screen("限男性") if f.rule == "D10")
    assert "妇女权益保障法" in finding.basis and finding.suggestion and finding.kind == "gender"


def test_no_text_for_reviewers_names_an_internal_source() -> None:
    found = [finding for row in table("screening_tests.csv") for finding in screen(row["text"])]
    read = [words for finding in found for words in (finding.basis, finding.suggestion)]
    assert read and not [words for words in read if re.search("种子|SEED|WEB-", words)]


def test_every_rule_tells_reviewers_in_whole_short_sentences() -> None:
    """The card cuts an advice for reviewers at 60 characters. No table's shorthand is shown to a person."""
    shown = [row["reviewer_action"] for name in ("discrimination_terms", "fraud_types") for row in rows(name)]
    assert [words for words in shown if len(words) > 60] == []
    assert [words for words in shown if not words.endswith("。")] == []
    shown += [row["legal_basis"] for name in ("discrimination_terms", "fraud_types") for row in rows(name)]
    assert [words for words in shown if re.search("同上|同 ?[DF]\\d|[≤≥<>]", words)] == []


def test_a_reviewer_is_not_told_what_a_student_should_do() -> None:
    (finding,) = [each for each in screen("岗前培训费用可先学后付") if each.rule == "F01"]
    assert "退回" in finding.suggestion
    for code in WITH_TEMPLATE:
        advice = re.search("先做什么</b>　(.*)", environment.source(f"warning/kinds/{code}"))
        assert advice and advice[1] not in {row["reviewer_action"] for row in rows("fraud_types")}


def test_the_strictest_finding_decides() -> None:
    assert verdict(screen("35岁以下")) is Action.WARN
    assert verdict(screen("35岁以下,限男性")) is Action.BLOCK
    assert verdict(()) is None


@given(st.text(alphabet="限男 女性·優先①ﬁ\u200b\n费用A1", max_size=40))
def test_every_normalised_character_keeps_its_offset(text: str) -> None:
    normal = normalise(text)
    assert len(normal.text) == len(normal.origin)
    assert list(normal.origin) == sorted(normal.origin)
    assert all(text[f.start : f.end] == f.words for f in screen(text))

"""The line of reasons for a posting is short and has no word about hardship."""

from itertools import combinations

import pytest

from bot import render
from bot.domain.matching.matching import Reason
from bot.store.tables import Posting

LINE = "{% from 'student/_reasons.html' import line %}{{ line(reasons, posting) }}"


def line(reasons: tuple[Reason, ...], posting: Posting | None = None) -> str:
    template = render.environment.shipped().from_string(LINE)
    return template.render(reasons=[str(each) for each in reasons], posting=posting).strip()


@pytest.mark.parametrize("count", range(len(Reason) + 1))
def test_every_combination_reads_as_one_short_line(count: int) -> None:
    for reasons in combinations(Reason, count):
        said = line(reasons)
        assert said and "\n" not in said and len(said) <= 40
        assert said.count("、") == max(0, min(count, 4) - 1)
        assert not any(each in said for each in (*Reason, "困难", "帮扶"))


def test_a_match_without_special_reasons_says_that_it_fits() -> None:
    assert line(()) == "条件都符合"
    assert line((Reason.MAJOR_EXACT, Reason.REGION_EXACT)) == "专业对口、在您想去的地方"


def test_the_line_says_when_the_posting_names_no_place() -> None:
    somewhere = Posting(title="翻译", regions=[], anywhere=False, policy=False)
    assert line((), somewhere) == "没写明在哪里，其余都符合"
    assert line((Reason.PAY_ABOVE,), somewhere) == "薪资高于期望，地点没写明"
    assert line((), Posting(title="志愿者", regions=[], anywhere=False, policy=True)) == "学历、届别和专业都符合"
    assert line((), Posting(title="施工员", regions=["220100"], anywhere=False, policy=False)) == "条件都符合"

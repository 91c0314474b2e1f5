"""The office searches both libraries in the chat."""

from typing import Any

import pytest

from bot import charts
from tests.cast import Cast
from tests.chat.chain.test_chain import published
from tests.live import Live


async def test_the_office_searches_counts_reads_names_and_exports(live: Live, cast: Cast) -> None:
    await published(live, "施工员")
    await live.say(cast.office, "/library")
    await live.sees(cast.office, "需求库与求职意向库", "在招 1 个岗位", "填了意向 6 人")
    await live.press(cast.office, "需求库")
    await live.sees(cast.office, "在招 1 个岗位", "点一个看详情")
    await live.say(cast.office, "没有这个词")
    await live.sees(cast.office, "没有符合的岗位")
    await live.press(cast.office, "✕ 没有这")
    await live.press(cast.office, "施工员·")
    await live.sees(cast.office, "施工员", "投递方式")
    await live.press(cast.office, "返回")
    await live.press(cast.office, "导出表格")
    await live.sees(cast.office, "需求库，1 个岗位")
    await live.say(cast.office, "/library")
    await live.press(cast.office, "求职意向库")
    await live.sees(cast.office, "按地区", "北京　2 人")
    await live.press(cast.office, "北京 2")
    await live.sees(cast.office, "周杰", "吴倩")
    await live.press(cast.office, "返回")
    await live.press(cast.office, "导出汇总")
    await live.sees(cast.office, "不到 10 人的不显示")
    await live.say(cast.office, "/library")
    await live.press(cast.office, "看缺口")
    await live.sees(cast.office, "软件工程　在找 2，招 0")
    await live.press(cast.office, "看图")
    await live.sees(cast.office, "意向与岗位的缺口，按专业")


async def test_a_gap_picture_says_what_its_bars_count(live: Live, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Any] = []
    draw = charts.draw
    monkeypatch.setattr(charts, "draw", lambda **chart: drawn.append(chart) or draw(**chart))
    await published(live, "施工员")
    await live.say(cast.office, "/library")
    await live.press(cast.office, "看缺口")
    await live.press(cast.office, "按单位性质")
    await live.sees(cast.office, "缺口　按单位性质")
    await live.press(cast.office, "看图")
    await live.sees(cast.office, "意向与岗位的缺口，按单位性质")
    assert list(drawn[-1]["series"]) == ["想去的同学", "招聘人数"]


async def test_a_college_sees_only_its_own_students(live: Live, cast: Cast) -> None:
    await live.say(cast.civil_staff, "/library")
    await live.sees(cast.civil_staff, "在找工作 5 人")
    await live.say(cast.li, "/library")
    await live.sees(cast.li, "需要相应的身份")


async def test_a_college_sees_the_students_for_whom_nothing_fits_in_its_report(live: Live, cast: Cast) -> None:
    await live.say(cast.civil_staff, "/reach")
    await live.press(cast.civil_staff, "没有岗位满足的意向")
    await live.sees(cast.civil_staff, "土木学院　没有岗位满足的意向", "现在没有在招的岗位")
    await live.press(cast.civil_staff, "谁收不到")
    await live.sees(cast.civil_staff, "谁收不到", "已绑定")

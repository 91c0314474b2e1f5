"""The office reads when a published posting really reaches students."""

from datetime import timedelta

from bot.domain.chain.chain import Release
from bot.store import choices
from tests.cast import Cast
from tests.conftest import NOON
from tests.factories import approved
from tests.live import Live


async def ready(live: Live, title: str, days: int = 30) -> int:
    async with live.store.writing() as session:
        closes = (NOON + timedelta(days=days)).date()
        return (await approved(session, NOON, title, employer=f"{title}公司", deadline=closes)).id


async def released(live: Live, release: Release) -> None:
    async with live.store.writing() as session:
        await choices.put(session, "release", release.value)


async def test_the_college_deadline_is_shown_as_it_is(live: Live, cast: Cast) -> None:
    await ready(live, "施工员")
    await live.say(cast.office, "/publish")
    await live.press(cast.office, "施工员")
    await live.sees(cast.office, "今天 14:00 前不处理，自动下发。")
    await ready(live, "急招", days=1)
    await live.say(cast.office, "/publish")
    await live.press(cast.office, "急招")
    await live.sees(cast.office, "急：学院会在“待下发岗位”里看到，今天 13:00 前不处理，自动下发。")


async def test_an_immediate_release_names_no_college_deadline(live: Live, cast: Cast) -> None:
    await released(live, Release.IMMEDIATE)
    for title in ("施工员", "测量员"):
        await ready(live, title)
    await live.say(cast.office, "/publish")
    await live.press(cast.office, "全部发布")
    await live.press(cast.office, "确认发布 2 条")
    shown = await live.sees(cast.office, "已发布 2 条公告", "不等学院，按各人的接收频率发给学生，免打扰时段过后再发。")
    assert "工作小时" not in shown["text"] and "待下发" not in shown["text"]


async def test_the_settings_do_not_promise_a_second_chance_in_the_digest(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "/settings")
    await live.press(cast.office, "汇总条数")
    shown = await live.sees(cast.office, "其余不再单独发，同学在 /postings 里能看到")
    assert "下一次" not in shown["text"]
    await live.press(cast.office, "返回设置")
    await live.press(cast.office, "每日上限")
    await live.sees(cast.office, "多的通知、提醒改到第二天早上")
    await live.press(cast.office, "3 条")
    await live.sees(cast.office, "还没有保存")

"""A student looks for a posting himself: why it did not come, what to relax, take it back, keep it."""

from datetime import date

from bot.flows import publish
from bot.store import bookmarks
from tests.cast import Cast
from tests.conftest import NOON
from tests.factories import approved
from tests.live import Live


async def test_search_why_not_relax_undo_and_keep(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        made = await approved(
            session,
            NOON,
            "结构设计师",
            employer="沈阳示例设计院",
            deadline=date(2026, 12, 1),
            anywhere=False,
            regions=["210100"],
            regions_text="沈阳市",
            salary_text="8K-12K",
            min_monthly=8000,
            max_monthly=12000,
        )
        await publish.publish(session, made.id, NOON)
    await live.say(cast.li, "/postings")
    await live.last(cast.li, "现在没有符合您意向的在招岗位")
    await live.press(cast.li, "全部在招")
    await live.last(cast.li, "共 1 个", "结构设计师")
    await live.say(cast.li, "结构 沈阳 6000以上")
    await live.last(cast.li, "词：结构", "地点：沈阳", "月薪：≥6000", "沈阳示例设计院")
    await live.press(cast.li, "1 结构设计师")
    await live.last(cast.li, "不在您的意向里")
    await live.press(cast.li, "为什么没推给我")
    await live.last(cast.li, "工作地点沈阳，您想去长春")
    await live.press(cast.li, "改：地区加上沈阳")
    await live.last(cast.li, "0 → 1 个")
    await live.press(cast.li, "撤销")
    await live.last(cast.li, "符合您意向的 0 个", "＋1 个　地区不限")
    await live.say(cast.li, "/search")
    await live.last(cast.li, "词：结构")
    await live.press(cast.li, "1 结构设计师")
    await live.last(cast.li, "投递方式")
    await live.press(cast.li, "收藏")
    await live.press(cast.li, "★ 已收藏")  # and lets go again
    await live.press(cast.li, "☆ 收藏")
    await live.press(cast.li, "有意向")
    await live.sees(cast.li, "已标记有意向")
    await live.say(cast.li, "/saved")
    await live.last(cast.li, "★ 结构设计师", "截止 12月1日")
    async with live.store.reading() as session:
        assert len(await bookmarks.of(session, cast.li.person_id, NOON)) == 1
    await live.say(cast.li, "/search")
    await live.last(cast.li, "全部在招")
    await live.say(cast.li, "报到证丢了怎么办")
    await live.last(cast.li, "没有找到")
    await live.press(cast.li, "我是想问老师")
    await live.sees(cast.li, "报到证丢了怎么办", "老师")

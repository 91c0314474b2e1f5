"""A student searches postings: the bot explains why one was not sent and what to relax, and the student undoes and
saves."""

from datetime import UTC, date, datetime, timedelta

from bot.domain.chain.chain import Release
from bot.flows.publishing import publish
from bot.store.student import bookmarks
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
    await live.last(cast.li, "和您的条件或意向不全相符")
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
    await live.press(cast.li, "★ 已收藏")  # removes the bookmark again
    await live.press(cast.li, "☆ 收藏")
    await live.press(cast.li, "有意向")
    await live.sees(cast.li, "已标记有意向")
    await live.say(cast.li, "/saved")
    await live.last(cast.li, "★ 结构设计师", "截止 12月1日")
    async with live.store.reading() as session:
        assert len(await bookmarks.of(session, cast.li.person_id, NOON)) == 1
    await live.say(cast.li, "/search")
    await live.last(cast.li, "全部在招")
    await live.press(cast.li, "清空条件")
    await live.last(cast.li, "共 1 个")
    await live.say(cast.li, "报到证丢了怎么办")
    await live.last(cast.li, "没有找到")
    await live.press(cast.li, "改成问老师")
    await live.sees(cast.li, "报到证丢了怎么办", "老师")
    await live.say(cast.li, "/cancel")
    await live.say(cast.li, "沈阳示例设计院：结构设计师")
    await live.last(cast.li, "在招岗位里找到 1 个", "沈阳示例设计院")
    await live.press(cast.li, "在岗位里找")
    await live.last(cast.li, "共 1 个", "结构设计师")
    await live.jump(datetime(2026, 11, 28, 4, 0, 5, tzinfo=UTC))
    await live.sees(cast.li, "收藏的岗位快截止了", "结构设计师", "3 天后截止")
    await live.press(cast.li, "我的收藏")
    await live.last(cast.li, "★ 结构设计师")
    await live.jump(datetime(2026, 11, 30, 4, 0, 5, tzinfo=UTC))
    await live.sees(cast.li, "明天截止")
    await live.quiet()
    shown = await live.texts(cast.li)
    assert sum("快截止了" in text for text in shown) == 1  # the first message shows the list now
    await live.jump(datetime(2026, 12, 2, 4, 0, 5, tzinfo=UTC))
    await live.say(cast.li, "【招聘】沈阳示例设计院\n岗位名称：结构设计师\n薪资：8K-12K")
    await live.last(cast.li, "没有找到", "看看是不是已经截止")
    await live.press(cast.li, "已截止、撤回的（1）")
    await live.last(cast.li, "12月1日（周二）截止")
    await live.press(cast.li, "1 结构设计师")
    await live.last(cast.li, "为什么没推给我", "您想去长春", "已经截止，不能投了")
    await live.press(cast.li, "返回")
    await live.last(cast.li, "已截止、撤回的")
    await live.press(cast.li, "返回在招岗位")
    await live.say(cast.li, "/cancel")
    await live.say(cast.li, "单位：某某公司\n岗位：店长")
    await live.last(cast.li, "要问老师吗")
    await live.press(cast.li, "在岗位里找")
    await live.last(cast.li, "没有找到这一个", "发给就业处")


async def test_unfit_offers_a_mute_and_one_tap_confirms_old_wishes(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        made = await approved(session, NOON, "施工员", employer="长春示例施工", category="13")
        await publish.publish(session, made.id, NOON, release=Release.IMMEDIATE)
    await live.sees(cast.li, "施工员", "✓ 条件都符合")
    await live.press(cast.li, "为什么推给我")
    await live.last(cast.li, "您的意向里也没有排除它")
    await live.press(cast.li, "返回")
    await live.press(cast.li, "不合适")
    await live.press(cast.li, "不喜欢这类工作")
    await live.last(cast.li, "以后“工程技术人员”这类岗位都不推荐给您")
    await live.press(cast.li, "不再推荐这类岗位")
    await live.last(cast.li, "不再推荐“工程技术人员”这类岗位")
    await live.say(cast.li, "/wishes")
    await live.press(cast.li, "不再推荐（1）")
    await live.press(cast.li, "恢复：工程技术人员")
    await live.last(cast.li, "还没有。在岗位里点“不合适”")
    await live.jump(NOON + timedelta(days=63))
    asked = await live.sees(cast.li, "还是这些意向吗", "长春")
    await live.settled()
    await live.press(cast.li, "还是这些")
    confirmed = await live.sees(cast.li, "已确认")
    assert confirmed["message_id"] == asked["message_id"]


async def test_search_finds_the_words_behind_the_command(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        for title in ("施工员", "测量员"):
            made = await approved(session, NOON, title, employer=f"长春示例{title}公司")
            await publish.publish(session, made.id, NOON, release=Release.COLLEGE)
    await live.say(cast.li, "/search 测量")
    found = await live.last(cast.li, "共 1 个", "测量员")
    assert "施工员" not in found["text"]
    await live.press(cast.li, "1 测量员")
    await live.press(cast.li, "为什么适合我")  # the posting was not sent
    await live.last(cast.li, "符合您的意向", "学院还没有下发")

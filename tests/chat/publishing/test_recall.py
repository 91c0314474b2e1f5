"""After publishing, the office corrects and recalls postings, and students and senders see it on their phones."""

from bot.flows.postings import review
from bot.flows.postings.review import SEEN
from bot.store.postings import announcements, postings
from tests import postings as table
from tests.cast import Cast
from tests.jobs.sending.test_mend import send_out
from tests.live import Live
from tests.postings import MEN_ONLY


async def test_the_office_cuts_forbidden_words_and_approves(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        await table.enter(session, live.parts.clock.now(), MEN_ONLY)
    await live.say(cast.office, "/review")
    await live.press(cast.office, "虚构水利")
    await live.press(cast.office, "看学生看到的样子")
    await live.sees(cast.office, "学生收到的样子", "专业对口")
    await live.press(cast.office, "返回")
    await live.press(cast.office, "修改")
    await live.press(cast.office, "岗位描述")
    await live.sees(cast.office, "现在：限男性")
    await live.press(cast.office, "删去：限男性")
    await live.sees(cast.office, "改动预览", "已删改", "没有风险提示")
    await live.press(cast.office, "保存")
    await live.sees(cast.office, "已保存")
    await live.press(cast.office, "撤销这次修改")
    await live.sees(cast.office, "恢复成修改前")
    await live.press(cast.office, "再修改")
    await live.press(cast.office, "岗位描述")
    await live.press(cast.office, "返回")
    await live.press(cast.office, "岗位描述")
    await live.sees(cast.office, "请直接输入")
    await live.say(cast.office, "能适应野外作业。")
    await live.press(cast.office, "保存")
    await live.press(cast.office, "看审核卡")
    await live.sees(cast.office, "已删改：“限男”")
    await live.press(cast.office, "通过")
    await live.sees(cast.office, "✓ 已通过")


async def test_a_correction_reaches_the_message_and_the_students_who_want_the_posting(live: Live, cast: Cast) -> None:
    await send_out(live)
    await live.press(cast.li, "有意向")
    await live.sees(cast.li, "已标记有意向")
    await live.say(cast.office, "/published")
    await live.press(cast.office, "长春虚构设计院")
    await live.sees(cast.office, "送达 3", "有意向或已投 1 人")
    await live.press(cast.office, "更正")
    await live.press(cast.office, "薪资")
    await live.say(cast.office, "6000-8000元/月")
    await live.sees(cast.office, "3 条已送达的消息会就地改好", "告诉 1 位")
    await live.press(cast.office, "放弃更正")
    await live.sees(cast.office, "已改的 1 项会丢掉")
    await live.press(cast.office, "接着改")
    await live.sees(cast.office, "已改 1 项，还没有发出")
    await live.press(cast.office, "看改动")
    await live.press(cast.office, "发出更正")
    await live.sees(cast.office, "3 条已改", "用时")
    await live.sees(cast.sun, "6000-8000元/月", "更正：薪资")
    await live.sees(cast.li, "招聘有更正", "8000-12000元/月", "6000-8000元/月")
    assert not any("招聘有更正" in text for text in await live.texts(cast.sun))
    await live.press(cast.office, "改回更正前")
    await live.sees(cast.office, "改动预览", "→ 8000-12000元/月")
    await live.press(cast.office, "发出更正")
    await live.sees(cast.sun, "8000-12000元/月", "更正：薪资")


async def test_a_recalled_announcement_says_so_everywhere(live: Live, cast: Cast) -> None:
    await send_out(live)
    await live.press(cast.sun, "详情")
    await live.sees(cast.sun, "求职不交押金")
    await live.say(cast.office, "/published")
    await live.press(cast.office, "长春虚构设计院")
    await live.press(cast.office, "撤回")
    await live.press(cast.office, "招满")
    await live.sees(cast.office, "撤回前确认", "告诉 1 人")
    await live.press(cast.office, "换一个原因")
    await live.press(cast.office, "收费等风险")
    await live.sees(cast.office, "撤回前确认", "告诉 3 人")
    await live.say(cast.office, "涉嫌诈骗")
    await live.sees(cast.office, "请只写事实和进展", "“涉嫌”")
    await live.say(cast.office, "要求先交 500 元押金")
    await live.sees(cast.office, "要求先交 500 元押金", "撤回后不能恢复")
    await live.press(cast.office, "确认撤回")
    await live.sees(cast.office, "【已撤回】", "3 条已改")
    await live.sees(cast.li, "⛔ 已撤回", "500 元押金")
    await live.sees(cast.sun, "请停止联系", "请保留聊天记录")
    await live.press(cast.sun, "告诉辅导员")
    await live.sees(cast.sun, "想问什么？")
    await live.press(cast.sun, "有意向")  # below the details, which the bot does not edit
    await live.press(cast.sun, "不合适")
    async with live.store.reading() as session:
        assert not await announcements.wanting(session, 1)
        assert not await postings.open_postings(session, live.parts.clock.now())


async def test_the_office_learns_who_did_not_get_the_message_about_a_recall(live: Live, cast: Cast) -> None:
    await send_out(live)
    await live.phones.block(cast.sun.telegram_id)
    await live.say(cast.office, "/published")
    await live.press(cast.office, "长春虚构设计院")
    await live.press(cast.office, "撤回")
    await live.press(cast.office, "收费等风险")
    await live.say(cast.office, "要求先交 500 元押金")
    await live.press(cast.office, "确认撤回")
    await live.sees(cast.office, "【已撤回】", "1 人没有收到撤回的消息，请当面或电话告知")
    await live.press(cast.office, "没收到撤回的 1 人")
    await live.sees(cast.office, "没收到的人", "孙悦", "已屏蔽机器人")


async def test_a_college_edits_what_was_sent_back_and_resubmits_it(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        now = live.parts.clock.now()
        found = await table.entered(session, now, MEN_ONLY, by=cast.civil_staff.person_id)
        await review.send_back(session, found.id, found.content_hash[:SEEN], cast.office.person_id, now, "请删改")
    await live.press(cast.civil_staff, "修改后重新提交")
    await live.press(cast.civil_staff, "岗位描述")
    await live.say(cast.civil_staff, "能适应野外。")
    await live.press(cast.civil_staff, "保存并重新提交")
    await live.sees(cast.civil_staff, "已改好并重新提交")
    await live.say(cast.office, "/review")
    await live.sees(cast.office, "待审核 1")

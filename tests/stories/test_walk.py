"""One walk through the whole bot with all roles: office, college, cadre, counsellor, students."""

from collections import Counter
from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from bot.domain.delivery.delivery import Ledger
from bot.domain.delivery.push import PushKind
from bot.store.delivery import ledgers
from bot.store.tables import Delivery, Push
from tests.cast import Cast
from tests.conftest import NOON
from tests.live import Live

HEADER = "企业名称,企业地点,岗位名称,工作类型,岗位职责,薪资水准\n"
EMPLOYERS = [f"长春示例{name}有限公司" for name in "甲乙丙丁戊己庚辛壬癸"]
SHEET = HEADER + "".join(
    f"{name},吉林省长春市朝阳区示例路{place}号,技术员,正式招聘,参与项目管理与现场技术工作，五险一金。,6K-9K/月\n"
    for place, name in enumerate(EMPLOYERS)
)


async def posting_ledgers(live: Live) -> dict[int, Ledger]:
    async with live.store.reading() as session:
        ids = ((await session.execute(select(col(Push.id)).where(col(Push.kind) == PushKind.POSTING))).scalars()).all()
        return {push_id: await ledgers.ledger_of(session, push_id) for push_id in ids}


async def on_the_wire(live: Live) -> Counter[str]:
    """Count how often each employer's posting reached a student's phone, by itself or in a digest."""
    async with live.store.reading() as session:
        rows = await session.execute(
            select(col(Delivery.chat_id), col(Delivery.message_id), col(Push.title))
            .join(Push, col(Push.id) == col(Delivery.push_id))
            .where(col(Push.kind) == PushKind.POSTING, col(Delivery.message_id).is_not(None))
        )
        ours: dict[tuple[int, int], list[str]] = {}
        for chat, message, title in rows:
            ours.setdefault((chat, message), []).append(title)
    sent = await live.phones.deliveries("sendMessage")
    return Counter(title for entry in sent for title in ours.get((entry["chat_id"], entry["message_id"]), ()))


async def test_ten_postings_walk_from_a_spreadsheet_to_phones_and_back(live: Live, cast: Cast) -> None:
    # the office imports, reviews and publishes ten
    await live.send_file(cast.office, "岗位.csv", SHEET.encode("gbk"))
    await live.sees(cast.office, "10 条公告，共 10 个岗位")
    await live.press(cast.office, "提交审核")
    await live.press(cast.office, "去审核")
    await live.press(cast.office, "通过无风险提示的")
    await live.press(cast.office, "全部通过 10 条")
    await live.sees(cast.office, "已通过 10 条公告")
    for name in EMPLOYERS:
        await live.say(cast.office, "/publish")
        await live.last(cast.office, "等待发布")
        await live.press(cast.office, name[:8])
        await live.last(cast.office, "发布前确认", name)
        await live.press(cast.office, "发布")
        await live.sees(cast.office, "已发布", name)

    # the college passes on one posting, then the rest; its students get the postings that fit, at most five a day
    await live.say(cast.civil_staff, "/tasks")
    await live.last(cast.civil_staff, "待下发 10 条公告", *EMPLOYERS[:7], "还有 3 条")
    await live.press(cast.civil_staff, "1")
    await live.last(cast.civil_staff, "应收 4 人")
    await live.press(cast.civil_staff, "下发")
    await live.last(cast.civil_staff, "已下发")
    await live.press(cast.civil_staff, "返回列表")
    await live.last(cast.civil_staff, "待下发", "9 条")
    await live.press(cast.civil_staff, "全部下发（9 条）")
    await live.press(cast.civil_staff, "确认下发 9 条")
    await live.last(cast.civil_staff, "没有待下发的公告")
    await live.sees(cast.li, "技术员")
    await live.settled()

    # the cadre relays the class report; a student marks a posting as wanted
    await live.jump(NOON + timedelta(days=1, seconds=5))
    await live.sees(cast.cadre, "班级日报", "技术员")
    await live.press(cast.cadre, "已发班群")
    await live.sees(cast.cadre, "已发班群，谢谢")
    await live.press(cast.li, "有意向")
    await live.sees(cast.li, "已标记有意向")

    # every ledger balances and agrees with the wire log, once the noon's digests have been sent
    await live.settled()
    rows = await posting_ledgers(live)
    assert len(rows) == len(EMPLOYERS)
    assert all(row.balances for row in rows.values())
    delivered = sum(row.sent_only + row.opened + row.acknowledged for row in rows.values())
    assert delivered == sum((await on_the_wire(live)).values())
    assert all(row.relayed == 1 for row in list(rows.values())[:8])  # a class report contains at most eight
    await live.say(cast.office, "/state")
    await live.sees(cast.office, "最近的推送", "转告 1")

"""A student gets one message at noon. An announcement is opened in its place, marked as wanted, and closed again."""

from datetime import timedelta

from bot.domain.people import Reach, Rhythm
from bot.store import people
from bot.store.delivery import ledgers
from bot.store.tables import Student
from tests.cast import Cast
from tests.conftest import NOON
from tests.digests import digests_of, published, rhythm
from tests.live import Live

DAY = timedelta(days=1)


async def test_at_noon_a_student_opens_an_announcement_wants_it_and_returns(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        await rhythm(session, cast.li, Rhythm.NOON)
        made = [
            (
                await published(
                    session, NOON + timedelta(minutes=5), title, regions_text="长春市", salary_text="8K-12K"
                )
            ).id
            for title in ("施工员", "测量员")
        ]
    await live.quiet()
    assert await live.texts(cast.li) == []
    await live.jump(NOON + DAY + timedelta(seconds=5))
    shown = await live.sees(cast.li, "岗位汇总", "施工员", "测量员", "8K-12K · 长春市")
    await live.press(cast.li, "1 长春示例")
    await live.last(cast.li, "截止", "按您的专业和求职意向推送")
    await live.press(cast.li, "有意向")
    await live.sees(cast.li, "已标记有意向")
    await live.press(cast.li, "☆ 收藏")
    await live.press(cast.li, "详情")
    detail = await live.last(cast.li, "投递方式")
    assert "★ 已收藏" in str(detail["reply_markup"])  # a second press would remove it
    await live.press(cast.li, "返回汇总")
    back = await live.sees(cast.li, "岗位汇总", "　有意向")
    assert back["message_id"] == shown["message_id"]
    async with live.store.reading() as session:
        rows = [await ledgers.ledger_of(session, push) for push in made]
        [carrier] = await digests_of(session, cast.li)
    assert all(row.balances for row in rows)
    assert sorted(row.opened for row in rows) == [0, 1]
    assert carrier.opened_at is not None


async def test_rhythm_and_quiet_hours_are_set_by_a_tap_or_typed(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/wishes")
    await live.last(cast.li, "接收频率：随到随发", "免打扰时段：22:00-08:00")
    await live.press(cast.li, "接收频率")
    await live.press(cast.li, "每周一")
    await live.last(cast.li, "现在：每周一汇总")
    await live.press(cast.li, "免打扰")
    await live.say(cast.li, "半夜")
    await live.sees(cast.li, "没看懂这个时段", "21:30-07:30")
    await live.say(cast.li, "21点半到7点")
    await live.last(cast.li, "现在：21:30-07:00")
    await live.press(cast.li, "返回意向")
    await live.last(cast.li, "接收频率：每周一汇总", "免打扰时段：21:30-07:00")
    async with live.store.reading() as session:
        student = await session.get_one(Student, cast.li.person_id)
    assert (student.rhythm, student.quiet) == (Rhythm.WEEKLY, "21:30-07:00")


async def test_a_block_is_known_at_once_and_a_returning_student_is_told_what_still_holds(
    live: Live, cast: Cast
) -> None:
    async def reach() -> Reach | None:
        async with live.store.reading() as session:
            bond = await people.bond_of(session, cast.li.person_id)
        return bond and bond.reach

    await live.say(cast.li, "/wishes")
    await live.press(cast.li, "暂停接收")
    await live.last(cast.li, "已暂停")
    await live.phones.block(cast.li.telegram_id)

    async def shut() -> bool:
        return await reach() == Reach.BLOCKED

    await live.phones.wait_for(shut)
    await live.phones.block(cast.li.telegram_id, False)

    async def opened() -> bool:
        return await reach() == Reach.OPEN

    await live.phones.wait_for(opened)
    await live.say(cast.li, "/start")
    await live.sees(cast.li, "您设了“暂停接收”")
    await live.press(cast.li, "恢复接收")
    await live.sees(cast.li, "已恢复")

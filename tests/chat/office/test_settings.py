"""The office changes a setting and sees the effect before it is saved."""

from bot.store import choices
from tests.cast import Cast, Member
from tests.live import Live

STRANGER = Member(0, 9009, "", "某单位")


async def test_a_value_is_previewed_saved_and_undone(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "/settings")
    await live.press(cast.office, "每日上限")
    await live.say(cast.office, "很多")
    await live.sees(cast.office, "1 到 20 之间")
    await live.say(cast.office, "3")
    await live.sees(cast.office, "还没有保存", "没有学生一天收到超过 3 条")
    await live.press(cast.office, "保存")
    await live.sees(cast.office, "每人每天最多 3 条", "陈敏 改于")
    async with live.store.reading() as session:
        assert await choices.daily_cap(session) == 3
    await live.press(cast.office, "撤销上次修改")
    await live.sees(cast.office, "现在：每人每天最多 5 条")


async def test_a_list_of_days_off_is_pasted_previewed_and_saved(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "/settings")
    await live.press(cast.office, "节假日")
    await live.say(cast.office, "2027-01-01 休 元旦\n元旦")
    await live.sees(cast.office, "2027 年：休 1 天", "未识别 1 行")
    await live.press(cast.office, "保存")
    await live.sees(cast.office, "1月1日（周五） 休 元旦")
    table = "日期,类型,名称\n2027-01-02,班,元旦\n".encode()
    await live.press(cast.office, "返回设置")
    await live.press(cast.office, "节假日")
    await live.send_file(cast.office, "节假日.csv", table)
    await live.press(cast.office, "保存")
    await live.sees(cast.office, "1月2日（周六） 班 元旦", "2027 年：休 1 天，调休上班 1 天")


async def test_the_contact_of_the_office_is_changed_and_strangers_see_it(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "/settings")
    await live.sees(cast.office, "就业处联系方式：未填")
    await live.press(cast.office, "就业处联系方式")
    await live.say(cast.office, "长" * 41)
    await live.sees(cast.office, "请写电话或房间，最多 40 个字")
    await live.say(cast.office, "电话 0431-85550000")
    await live.sees(cast.office, "未填 → 电话 0431-85550000")
    await live.press(cast.office, "保存")
    await live.sees(cast.office, "现在：电话 0431-85550000")
    await live.phones.add_user("某单位", id=9009, started=True)
    await live.say(STRANGER, "/start")
    await live.sees(STRANGER, "请联系长春示范大学就业处（电话 0431-85550000）")


async def test_only_the_office_opens_the_settings(live: Live, cast: Cast) -> None:
    await live.say(cast.civil_staff, "/settings")
    await live.sees(cast.civil_staff, "需要相应的身份")

"""A student says what he wants, by taps or words; each change is saved and can be taken back."""

from bot.store.tables import Student, Wish
from tests.cast import Cast
from tests.live import Live


async def wish_of(live: Live, person_id: int) -> Wish | None:
    async with live.store.reading() as session:
        return await session.get(Wish, person_id)


async def test_places_by_tap_by_province_and_by_words(live: Live, cast: Cast) -> None:
    await live.say(cast.zhao, "/wishes")
    await live.last(cast.zhao, "地区：还没填")
    await live.press(cast.zhao, "地区")
    await live.last(cast.zhao, "想去哪里工作")
    await live.press(cast.zhao, "北京")
    await live.last(cast.zhao, "已选：北京")
    await live.press(cast.zhao, "更多地方")
    await live.last(cast.zhao, "选一个省份")
    await live.press(cast.zhao, "四川")
    await live.last(cast.zhao, "四川：选城市")
    await live.press(cast.zhao, "成都")
    await live.press(cast.zhao, "✓ 成都")  # a second tap takes it out again
    await live.press(cast.zhao, "选好了")
    await live.last(cast.zhao, "地区：北京")
    await live.press(cast.zhao, "地区")
    await live.last(cast.zhao, "想去哪里工作")
    await live.say(cast.zhao, "长春、沈阳、省内")
    await live.last(cast.zhao, "沈阳")
    wish = await wish_of(live, cast.zhao.person_id)
    assert wish is not None
    assert set(wish.regions or []) >= {"210100", "220000"}


async def test_anything_is_not_the_same_as_not_said(live: Live, cast: Cast) -> None:
    await live.say(cast.zhao, "/wishes")
    await live.press(cast.zhao, "单位性质")
    await live.last(cast.zhao, "什么性质的单位")
    await live.press(cast.zhao, "不限")
    await live.last(cast.zhao, "已选：不限")
    await live.press(cast.zhao, "返回")
    await live.last(cast.zhao, "单位：不限", "岗位：还没填")
    wish = await wish_of(live, cast.zhao.person_id)
    assert wish is not None
    assert (wish.employer_types, wish.categories) == ([], None)


async def test_a_change_is_taken_back_by_one_tap(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/wishes")
    await live.last(cast.li, "6000 元以上")
    await live.press(cast.li, "最低月薪")
    await live.last(cast.li, "月薪最低多少")
    await live.say(cast.li, "很多")
    await live.last(cast.li, "数字")
    await live.say(cast.li, "8500")
    await live.last(cast.li, "8500 元以上")
    await live.press(cast.li, "撤销刚才的修改")
    await live.last(cast.li, "6000 元以上")


async def test_a_pause_stops_postings_until_it_is_lifted(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/wishes")
    await live.press(cast.li, "暂停接收")
    await live.last(cast.li, "已暂停接收岗位")
    async with live.store.reading() as session:
        assert (await session.get_one(Student, cast.li.person_id)).opted_out
    await live.press(cast.li, "恢复接收")
    await live.last(cast.li, "我的求职意向")


async def test_me_says_what_is_kept_and_who_sees_it(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/me")
    await live.last(cast.li, "李娜", cast.li.number, "地区：长春", "用人单位看不到")

"""A student sets wishes by taps or words. Each change is saved and can be undone."""

from bot.store.tables import Student, Wish
from tests.cast import Cast
from tests.live import Live


async def test_places_are_typed_in_plain_words(live: Live, cast: Cast) -> None:
    await live.say(cast.zhao, "/wishes")
    await live.last(cast.zhao, "地区：未填")
    await live.press(cast.zhao, "地区")
    await live.last(cast.zhao, "长春、沈阳、省内")
    await live.say(cast.zhao, "长春、沈阳、北京")
    await live.sees(cast.zhao, "沈阳", "北京")

    async def saved() -> bool:
        async with live.store.reading() as session:
            wish = await session.get(Wish, cast.zhao.person_id)
        return wish is not None and set(wish.regions or []) == {"220100", "210100", "110000"}

    await live.phones.wait_for(saved)


async def test_one_tap_undoes_a_change(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/wishes")
    await live.last(cast.li, "最低月薪：6000 元")
    await live.press(cast.li, "最低月薪")
    await live.say(cast.li, "8500")
    await live.last(cast.li, "8500")
    await live.press(cast.li, "撤销")
    await live.last(cast.li, "6000 元")


async def test_a_pause_stops_postings_until_it_is_lifted(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/wishes")
    await live.press(cast.li, "暂停接收")
    await live.last(cast.li, "已暂停")
    async with live.store.reading() as session:
        assert (await session.get_one(Student, cast.li.person_id)).opted_out
    await live.press(cast.li, "恢复")

    async def lifted() -> bool:
        async with live.store.reading() as session:
            return not (await session.get_one(Student, cast.li.person_id)).opted_out

    await live.phones.wait_for(lifted)


async def test_many_choices_stand_on_pages_and_a_tap_keeps_its_page(live: Live, cast: Cast) -> None:
    await live.say(cast.zhao, "/wishes")
    await live.press(cast.zhao, "单位性质")
    await live.last(cast.zhao, "第 1/2 页")
    await live.press(cast.zhao, "下一页")
    await live.last(cast.zhao, "第 2/2 页")
    await live.press(cast.zhao, "部队")
    await live.last(cast.zhao, "第 2/2 页", "已选：部队")


async def test_a_province_is_chosen_by_its_part_of_the_country(live: Live, cast: Cast) -> None:
    await live.say(cast.zhao, "/wishes")
    await live.press(cast.zhao, "地区")
    await live.press(cast.zhao, "其他省市")
    await live.press(cast.zhao, "华东")
    await live.press(cast.zhao, "浙江")
    await live.press(cast.zhao, "下一页")
    await live.press(cast.zhao, "其他省")
    await live.last(cast.zhao, "哪一片")

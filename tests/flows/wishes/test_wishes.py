"""A student changes wishes by taps and typed words, and undoes a change."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import AlreadyDone, UnknownFloor, UnknownPlace
from bot.flows.wishes import wishes
from tests.cast import Cast

HOME = "220100"


async def test_a_province_replaces_its_cities(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await wishes.tap(session, cast.li.person_id, "regions", "220200", now)
    wish = await wishes.tap(session, cast.li.person_id, "regions", "220000", now)
    assert wish.regions == ["220000"]


async def test_a_city_replaces_its_province(session: AsyncSession, cast: Cast, now: datetime) -> None:
    wish = await wishes.tap(session, cast.cadre.person_id, "regions", "220100", now)
    assert wish.regions == ["220100"]


async def test_removing_the_last_place_leaves_the_wish_unfilled(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    wish = await wishes.tap(session, cast.li.person_id, "regions", "220100", now)
    assert wish.regions is None


async def test_undo_goes_one_step_back_and_no_further(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await wishes.put(session, cast.li.person_id, now, floor=7000)
    await wishes.put(session, cast.li.person_id, now, floor=8000)
    assert (await wishes.undo(session, cast.li.person_id, now)).floor == 7000
    with pytest.raises(AlreadyDone):
        await wishes.undo(session, cast.li.person_id, now)


async def test_a_tap_that_changes_nothing_keeps_the_undo(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await wishes.put(session, cast.li.person_id, now, floor=7000)
    await wishes.put(session, cast.li.person_id, now, floor=7000)
    assert (await wishes.undo(session, cast.li.person_id, now)).floor == 6000


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("长春、沈阳", ["220100", "210100"]),
        ("省内", ["220000"]),
        ("长春 省内", ["220000"]),
        ("长春、沈阳、省内", ["210100", "220000"]),
        ("北京，上海", ["110000", "310000"]),
        ("不限", []),
    ],
)
async def test_places_are_read_as_people_type_them(
    session: AsyncSession, cast: Cast, now: datetime, text: str, regions: list[str]
) -> None:
    wish = await wishes.put_typed_regions(session, cast.zhao.person_id, text, HOME, now)
    assert wish.regions == regions


async def test_one_unknown_place_changes_nothing(session: AsyncSession, cast: Cast, now: datetime) -> None:
    with pytest.raises(UnknownPlace, match="火星"):
        await wishes.put_typed_regions(session, cast.li.person_id, "长春、火星", HOME, now)
    assert (await wishes.told(session, cast.li.person_id))["regions"] == ["220100"]


@pytest.mark.parametrize(
    ("text", "floor"), [("6500", 6500), ("6k", 6000), ("0.8万", 8000), ("6千以上", 6000), ("不限", 0)]
)
async def test_pay_is_read_as_people_type_it(
    session: AsyncSession, cast: Cast, now: datetime, text: str, floor: int
) -> None:
    assert (await wishes.put_typed_floor(session, cast.li.person_id, text, now)).floor == floor


@pytest.mark.parametrize("text", ["", "很多", "60", "900万", "-6000", "6000-8000"])
async def test_a_text_that_is_no_monthly_pay_is_refused(
    session: AsyncSession, cast: Cast, now: datetime, text: str
) -> None:
    with pytest.raises(UnknownFloor):
        await wishes.put_typed_floor(session, cast.li.person_id, text, now)


async def test_an_unfilled_wish_is_not_the_same_as_anything(session: AsyncSession, cast: Cast, now: datetime) -> None:
    zhao = cast.zhao.person_id
    assert (await wishes.told(session, zhao))["regions"] is None
    assert (await wishes.put_typed_regions(session, zhao, "不限", HOME, now)).regions == []
    assert (await wishes.undo(session, zhao, now)).regions is None


async def test_typed_places_typed_pay_switches_and_taps_can_all_be_undone(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    li = cast.li.person_id
    before = {**await wishes.told(session, li), "undoable": False}
    for change in (
        lambda: wishes.put_typed_regions(session, li, "沈阳", HOME, now),
        lambda: wishes.put_typed_floor(session, li, "9000", now),
        lambda: wishes.switch(session, li, "negotiable", now),
        lambda: wishes.tap(session, li, "employer_types", "10", now),
    ):
        await change()
        assert (await wishes.told(session, li)) | {"undoable": False} != before
        await wishes.undo(session, li, now)
        assert await wishes.told(session, li) == before

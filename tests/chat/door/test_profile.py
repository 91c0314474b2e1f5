"""The bot says what it is before anybody presses Start: with the school's name, and set only when it changed."""

from telegram import Bot

from bot.chat.door.profile import describe
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Running
from bot.store import people
from bot.store.engine import Store
from tests.cast import Cast
from tests.sandbox.conftest import bot, phones, server

__all__ = ["bot", "phones", "server"]


async def test_the_descriptions_carry_the_schools_name_and_are_set_only_when_they_change(
    server: Running, phones: SandboxClient, bot: Bot, store: Store, cast: Cast
) -> None:
    async def sets() -> tuple[int, int]:
        long, short = [await phones.count(method=name) for name in ("setMyDescription", "setMyShortDescription")]
        return long, short

    await describe(store, bot)
    await describe(store, bot)
    assert await sets() == (1, 1)
    assert (await bot.get_my_description()).description.startswith("长春示范大学就业处的就业信息机器人")
    assert "防骗提醒" in (await bot.get_my_short_description()).short_description
    async with store.writing() as session:
        unit = await people.school(session)
        assert unit is not None
        unit.name = "长春新大学"
    await describe(store, bot)
    assert await sets() == (2, 2)


async def test_a_long_name_fits_and_a_refusal_does_not_stop_the_bot(
    server: Running, phones: SandboxClient, bot: Bot, store: Store, cast: Cast
) -> None:
    async with store.writing() as session:
        unit = await people.school(session)
        assert unit is not None
        unit.name = "长" * 40
    await describe(store, bot)
    assert "长" * 40 in (await bot.get_my_short_description()).short_description
    async with store.writing() as session:
        unit = await people.school(session)
        assert unit is not None
        unit.name = "长" * 600
    await describe(store, bot)

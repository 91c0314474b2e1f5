"""Requested faults: the wire log shows which messages really reached a phone."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TimedOut

from bot.clock import SHANGHAI
from bot.sandbox.client import SandboxClient, SandboxError
from bot.sandbox.server import running
from tests.sandbox.conftest import bot_for, config


async def test_the_next_two_sends_are_answered_429(bot: Bot, phones: SandboxClient, student: int) -> None:
    await phones.fault("too_many_requests", times=2, retry_after=7)
    for _ in range(2):
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(student, "岗位")
        assert caught.value._retry_after == timedelta(seconds=7)
    await bot.send_message(student, "岗位")
    assert await phones.count(fault="too_many_requests") == 2
    assert len(await phones.deliveries()) == 1


async def test_a_fault_in_one_chat_does_not_strike_the_others(bot: Bot, phones: SandboxClient, student: int) -> None:
    other = await phones.add_user("小红", started=True)
    await phones.fault("too_many_requests", chat_id=student)
    with pytest.raises(RetryAfter):
        await bot.send_message(student, "岗位")
    assert await bot.send_message(other, "岗位")
    await phones.clear_faults()
    assert await bot.send_message(student, "岗位")


async def test_a_timeout_before_delivery_delivers_nothing(bot: Bot, phones: SandboxClient, student: int) -> None:
    await phones.fault("timeout_before", times=1)
    with pytest.raises(TimedOut):
        await bot.send_message(student, "岗位")
    assert await phones.messages(student) == []
    assert await phones.deliveries() == []
    assert await phones.count(fault="timeout_before") == 1


async def test_a_timeout_after_delivery_delivers_without_an_answer(
    bot: Bot, phones: SandboxClient, student: int
) -> None:
    await phones.fault("timeout_after", times=1)
    with pytest.raises(TimedOut):
        await bot.send_message(student, "岗位")
    assert [m["text"] for m in await phones.messages(student)] == ["岗位"]
    (entry,) = await phones.deliveries()
    assert entry["fault"] == "timeout_after" and entry["text"] == "岗位"


async def test_a_server_error_delivers_nothing(bot: Bot, phones: SandboxClient, student: int) -> None:
    await phones.fault("server_error", times=1, status=502)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(student, "岗位")
    assert await phones.messages(student) == []


async def test_an_outage_closes_every_connection(bot: Bot, phones: SandboxClient) -> None:
    await phones.fault("outage")
    with pytest.raises(NetworkError, match="disconnected"):
        await bot.get_me()
    await phones.clear_faults()
    assert (await bot.get_me()).username == "jiuye_bot"


async def test_a_refusal_closes_the_port_for_some_seconds(bot: Bot, phones: SandboxClient) -> None:
    with pytest.raises(SandboxError, match="refused needs seconds"):
        await phones.fault("refused")
    await phones.fault("refused", seconds=0.6)

    async def refused() -> bool:
        try:
            await bot.get_me()
        except NetworkError as problem:
            return "connection attempts failed" in str(problem)
        return False

    async def back() -> bool:
        return not await refused()

    await phones.wait_for(refused)
    await phones.wait_for(back)


async def test_a_fault_can_strike_by_chance_and_by_method(bot: Bot, phones: SandboxClient, student: int) -> None:
    await phones.fault("server_error", method="get*", probability=1.0)
    await phones.fault("server_error", method="send*", probability=0.0)
    with pytest.raises(NetworkError):
        await bot.get_me()
    assert await bot.send_message(student, "岗位")


async def test_an_unknown_kind_or_field_of_a_fault_is_refused(phones: SandboxClient) -> None:
    with pytest.raises(SandboxError, match="earthquake"):
        await phones.fault("earthquake")
    with pytest.raises(SandboxError, match="a fault has no chat"):
        await phones.fault("server_error", chat=5)


async def test_messages_are_dated_by_the_clock_which_moves_forward_only(
    bot: Bot, phones: SandboxClient, student: int
) -> None:
    before = await phones.now()
    monday = (before + timedelta(days=7)).replace(hour=8, minute=30, second=0, microsecond=0)
    await phones.jump(monday)
    sent = await bot.send_message(student, "周一早报")
    assert sent.date.astimezone(SHANGHAI) - monday < timedelta(minutes=1)
    with pytest.raises(SandboxError, match="only moves forward"):
        await phones.jump(datetime.fromisoformat("2020-01-01T00:00:00+08:00"))


async def test_a_second_start_shows_the_same_chats(tmp_path: Path) -> None:
    async with running(config(tmp_path)) as first, SandboxClient(first.url) as phones, bot_for(first) as bot:
        student = await phones.add_user("小明", persona="学生", started=True)
        sent = await bot.send_message(student, "岗位")
        await phones.attach(student, "a.txt", b"abc")
        before = await phones.messages(student)
    async with (
        running(config(tmp_path)) as second,
        SandboxClient(second.url) as phones,
        bot_for(second) as bot,
    ):
        assert await phones.messages(student) == before
        assert [u["persona"] for u in await phones.users()] == ["学生"]
        (update,) = await bot.get_updates()
        assert update.message is not None and update.message.document is not None
        assert bytes(await (await update.message.document.get_file()).download_as_bytearray()) == b"abc"
        assert len(await phones.deliveries()) == 1
        await bot.edit_message_text("改过", student, sent.message_id)
        assert (await bot.send_message(student, "新的")).message_id == before[-1]["message_id"] + 1

"""An answer that Telegram refuses for now is given later. It is given once to each recipient, even across a restart."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs
from telegram import Update

from bot import app
from bot.chat.door import answers
from bot.chat.door.answers import ANSWER_LIFE, Answers
from bot.chat.door.gate import say
from bot.clock import Clock
from bot.domain.delivery.pacing import Pacer
from bot.domain.delivery.push import PushKind
from bot.messenger import Failure, Message, SendFailed
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import running as sandbox_running
from bot.sandbox.state import Config
from bot.settings import Settings
from bot.store.engine import Store
from bot.store.tables import Incoming, IncomingState
from tests.cast import Cast, Member
from tests.jobs.sending.test_loop import send
from tests.live import Live

PATIENCE = 20
LONG = SendFailed(Failure.RETRY_LATER, retry_after=600)


async def tries(live: Live, who: Member) -> list[dict[str, Any]]:
    return await live.phones.wire(method="sendMessage", chat_id=who.telegram_id)


async def test_an_answer_waits_as_long_as_telegram_asks_and_holds_up_nobody_else(live: Live, cast: Cast) -> None:
    await live.phones.fault("too_many_requests", chat_id=cast.li.telegram_id, times=6, retry_after=1)
    await live.say(cast.li, "/privacy")
    await live.say(cast.sun, "/privacy")
    await live.sees(cast.li, "个人信息说明")
    *refused, given = await tries(live, cast.li)
    waits = [after["real_at"] - before["real_at"] for before, after in zip(refused, [*refused[1:], given], strict=True)]
    assert len(refused) == 6 and min(waits) > 0.9
    (other,) = await tries(live, cast.sun)
    assert other["delivered"] and other["real_at"] < refused[1]["real_at"]


async def test_a_refused_answer_makes_the_news_for_its_chat_wait_too(live: Live, cast: Cast) -> None:
    await live.phones.fault("too_many_requests", chat_id=cast.li.telegram_id, times=1, retry_after=3)
    await live.say(cast.li, "/privacy")

    async def refused() -> bool:
        return await live.phones.count(fault="too_many_requests") == 1

    await live.phones.wait_for(refused)
    await send(live, PushKind.NOTICE, cast.li, cast.sun)
    await live.sees(cast.sun, "没有要处理")
    await live.sees(cast.li, "没有要处理")
    first, *later = await tries(live, cast.li)
    assert len(later) == 2 and all(each["real_at"] > first["real_at"] + 2.9 for each in later)


async def test_an_answer_that_waits_holds_up_no_stop_and_is_given_after_the_restart(
    tmp_path: Path, store: Store, cast: Cast
) -> None:
    li = cast.li.telegram_id
    async with sandbox_running(Config(data=tmp_path / "sandbox")) as server, SandboxClient(server.url) as phones:
        await phones.add_user("李娜", id=li, started=True)
        settings = Settings(
            _env_file=None,
            bot_token=server.token,
            api_base_url=server.api_base_url,
            api_file_url=server.api_file_url,
            data_dir=tmp_path,
            port=0,
        )
        await phones.fault("too_many_requests", chat_id=li, times=1, retry_after=600)

        async def waits() -> bool:
            return await phones.count(fault="too_many_requests") == 1

        async def given() -> bool:
            return await phones.count(method="sendMessage", delivered=True) == 1

        async with asyncio.timeout(PATIENCE):
            async with app.running(app.Parts(settings, Clock(), store)):
                await phones.say(li, "/privacy")
                await phones.wait_for(waits)
            async with app.running(app.Parts(settings, Clock(), store)):
                await phones.wait_for(given)
        assert len(await phones.wire(method="sendMessage")) == 2


class Wire:
    """A messenger that raises the failures it is given, in their order. A None in the list accepts the message."""

    def __init__(self, *refusals: SendFailed | None) -> None:
        self._refusals = list(refusals)
        self.said: list[str] = []
        self.refused = asyncio.Event()

    async def send(self, chat_id: int, message: Message) -> int:
        refusal = self._refusals.pop(0) if self._refusals else None
        if refusal is not None:
            self.refused.set()
            raise refusal
        self.said.append(message.text)
        return len(self.said)


async def owed(store: Store, who: Member, now: datetime, *sentences: str) -> Update:
    """Create an update whose effects are committed and whose answers are not yet sent."""
    chat = {"id": who.telegram_id, "type": "private"}
    update = Update.de_json({"update_id": 1, "message": {"message_id": 7, "date": 0, "chat": chat, "text": "x"}}, None)
    replies = [say("refusal", sentence=each, typed=False).dump() for each in sentences]
    async with store.writing() as session:
        session.add(
            Incoming(
                update_id=1,
                payload=update.to_dict(),
                state=IncomingState.APPLIED,
                replies=replies,
                received_at=now,
            )
        )
    return update


def answering(store: Store, wire: Wire, now: datetime) -> Answers:
    clock: Any = SimpleNamespace(now=lambda: now)
    sender: Any = wire
    return Answers(store, clock, sender, Pacer(), lambda roles: [])


async def state(store: Store) -> tuple[IncomingState, int]:
    async with store.reading() as session:
        row = await session.get_one(Incoming, 1)
    return row.state, len(row.replies or [])


async def test_answers_that_went_out_before_a_stop_are_not_repeated_after_it(
    store: Store, cast: Cast, now: datetime
) -> None:
    update = await owed(store, cast.li, now, "第一句", "第二句")
    wire = Wire(None, LONG)
    before = answering(store, wire, now)
    giving = asyncio.create_task(before.give(update))
    await asyncio.wait_for(wire.refused.wait(), PATIENCE)
    before.stop()
    await asyncio.wait([giving], timeout=PATIENCE)
    assert giving.cancelled() and await state(store) == (IncomingState.APPLIED, 1)
    await answering(store, wire, now).give(update)
    assert [text[:3] for text in wire.said] == ["第一句", "第二句"]
    assert await state(store) == (IncomingState.DONE, 0)


async def test_an_answer_outlasts_a_line_that_is_down(
    store: Store, cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "LONGEST_WAIT", 0.01)
    update = await owed(store, cast.li, now, "第一句")
    wire = Wire(*[SendFailed(Failure.NOT_SENT)] * 30)
    await answering(store, wire, now).give(update)
    assert len(wire.said) == 1


async def test_an_answer_refused_for_a_day_is_dropped_with_a_line_in_the_log(
    store: Store, cast: Cast, now: datetime
) -> None:
    update = await owed(store, cast.li, now, "第一句", "第二句")
    wire = Wire(LONG)
    with capture_logs() as lines:
        await answering(store, wire, now + ANSWER_LIFE + timedelta(seconds=1)).give(update)
    assert len(wire.said) == 1 and await state(store) == (IncomingState.DONE, 0)
    (line,) = lines
    assert line == {
        "event": "door.answer_refused",
        "log_level": "warning",
        "update_id": 1,
        "reply": "say",
        "kind": "retry_later",
        "tries": 1,
        "waits": False,
    }

"""Runs the whole bot in this process, with HTTP to the sandbox, and performs the acts of people on their phones."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bot import app
from bot.clock import Clock
from bot.domain.delivery.pacing import Pacer
from bot.parts import Parts
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import running as sandbox_running
from bot.sandbox.state import Config
from bot.settings import Settings
from bot.store.delivery import outgoing
from bot.store.engine import Store
from jobs.sending import loop, mend
from jobs.timetable import Timetable
from tests.cast import Cast, Member
from tests.stuck import shown_when_stuck

PATIENCE = 60.0


class Live:
    """A running bot and everybody's phones. Each wait ends with a condition, never after a fixed time."""

    def __init__(self, phones: SandboxClient, parts: Parts, timetable: Timetable) -> None:
        self.phones = phones
        self.parts = parts
        self._timetable = timetable

    @property
    def store(self) -> Store:
        return self.parts.store

    async def say(self, who: Member, text: str) -> None:
        """Type ``text`` to the bot."""
        await self.phones.say(who.telegram_id, text)

    async def send_file(self, who: Member, filename: str, content: bytes, *, as_photo: bool = False) -> None:
        await self.phones.attach(who.telegram_id, filename, content, as_photo=as_photo)

    async def press(self, who: Member, label: str) -> None:
        """Wait for a button whose label contains ``label``, and press the newest one."""

        async def find() -> dict[str, Any] | None:
            for message in reversed(await self.phones.messages(who.telegram_id)):
                for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                    for button in row:
                        if label in button["text"] and "callback_data" in button:
                            return {"message": message, "data": button["callback_data"]}
            return None

        found = await self._wait(find, f"a button “{label}” for {who.name}", who)
        await self.phones.press(who.telegram_id, who.telegram_id, found["message"]["message_id"], data=found["data"])

    async def agree(self, who: Member) -> None:
        """Begin to join, and give both consents; number and name are asked for next."""
        await self.say(who, "/bind")
        await self.last(who, "绑定前，请先看完再决定")
        await self.agree_on(who)
        await self.last(who, "请发送学号")

    async def agree_on(self, who: Member) -> None:
        """Press both consents, of which the first is on the screen."""
        await self.press(who, "同意")
        await self.sees(who, "境外服务器")
        await self.press(who, "同意出境传递")

    async def sees(self, who: Member, *words: str) -> dict[str, Any]:
        """Wait until a message in the chat (new or edited) contains all of ``words``. Return the newest such
        message."""

        async def find() -> dict[str, Any] | None:
            for message in reversed(await self.phones.messages(who.telegram_id)):
                shown = message.get("text") or message.get("caption") or ""
                if all(word in shown for word in words):
                    return message
            return None

        return await self._wait(find, f"{words} on the phone of {who.name}", who)

    async def last(self, who: Member, *words: str) -> dict[str, Any]:
        """Wait until the newest message of the chat contains all of ``words``. Return it."""

        async def find() -> dict[str, Any] | None:
            message = (await self.phones.messages(who.telegram_id))[-1]
            shown = message.get("text") or message.get("caption") or ""
            return message if all(word in shown for word in words) else None

        return await self._wait(find, f"{words} as the newest on the phone of {who.name}", who)

    async def texts(self, who: Member) -> list[str]:
        """Return the text of each message in the chat, oldest first."""
        found = await self.phones.messages(who.telegram_id)
        return [message.get("text") or message.get("caption") or "" for message in found]

    async def settled(self) -> None:
        """Wait until no delivery that may be sent now is queued or in flight."""

        async def quiet() -> bool:
            async with self.store.reading() as session:
                due = await outgoing.due(session, self.parts.clock.now(), 1)
                return not due and not await outgoing.left_sending(session)

        await self.phones.wait_for(quiet, PATIENCE)

    async def quiet(self) -> None:
        """Wait until the clock's jobs have done all that is due now, and all messages are sent."""
        await self._timetable.turn()
        await self.settled()
        await self._timetable.turn()
        await self.settled()

    async def jump(self, to: datetime) -> None:
        """Move the clock, and let its jobs do at once what is due now."""
        await self.phones.jump(to)
        await self._timetable.turn()

    async def _wait(self, find: Any, what: str, who: Member) -> dict[str, Any]:
        try:
            found: dict[str, Any] = await self.phones.wait_for(find, PATIENCE)
            return found
        except TimeoutError:
            tail = "\n---\n".join((await self.texts(who))[-4:])
            raise AssertionError(f"waited in vain for {what}; the chat ends with:\n{tail}") from None


@contextmanager
def at_once() -> Iterator[None]:
    """Let the loops that send and edit check for work ten times a second, without a pause between two messages to a
    chat.

    A pause would cost a story seconds and would test nothing. ``domain/delivery/test_pacing`` tests that the bot keeps
    Telegram's pace.
    """
    with (
        patch.object(loop, "IDLE_SECONDS", 0.1),
        patch.object(mend, "IDLE_SECONDS", 0.1),
        patch.object(app, "Pacer", partial(Pacer, per_chat=1000, per_group=1000)),
    ):
        yield


@asynccontextmanager
async def running_live(tmp_path: Path, store: Store, cast: Cast, at: datetime) -> AsyncIterator[Live]:
    """Start the sandbox and the bot on free ports, with the phones of the cast started and the clock at ``at``."""
    members = [member for member in vars(cast).values() if isinstance(member, Member)]
    phones = [{"first_name": member.name, "id": member.telegram_id, "started": True} for member in members]
    async with running(tmp_path, store, at, phones, Live) as live:
        yield live


@asynccontextmanager
async def running(
    tmp_path: Path,
    store: Store,
    at: datetime,
    users: list[dict[str, Any]],
    kind: type[Any],
    *,
    answer_seconds: float = 1,
    tick_seconds: float = 1,
) -> AsyncIterator[Any]:
    """Start the bot on ``store`` and a sandbox with the accounts ``users``. ``kind`` is Live or a subclass of it."""
    clock_file = tmp_path / "clock"
    config = Config(data=tmp_path / "sandbox", clock_file=clock_file)
    with shown_when_stuck(), at_once():
        async with sandbox_running(config) as server, SandboxClient(server.url) as phones:
            settings = Settings(
                _env_file=None,
                bot_token=server.token,
                api_base_url=server.api_base_url,
                api_file_url=server.api_file_url,
                data_dir=tmp_path,
                port=0,
                clock_file=clock_file,
                tick_seconds=tick_seconds,
                messages_per_second=1000,
                answer_seconds=answer_seconds,
                filing_permit="校就字〔2026〕1号",
            )
            clock = Clock(clock_file)
            clock.begin_at(at)
            await phones.add_users(users)
            parts = Parts(settings, clock, store)
            async with app.running(parts) as timetable:
                yield kind(phones, parts, timetable)

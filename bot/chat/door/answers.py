"""Sends the replies that are stored with each update, and sends the unsent ones again after a crash.

If Telegram certainly did not accept a reply, the reply is retried. The retries delay only the later updates of the same
person, so that their answers keep their order. The row of the update keeps the unsent replies, so that the next process
can send them after a restart.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

import structlog
from telegram import BotCommand, Update

from bot.chat.door import pictures
from bot.chat.door.gate import ALERT_LENGTH
from bot.chat.door.sender import TelegramSender
from bot.chat.door.talk import Reply, ReplyKind
from bot.clock import Clock
from bot.domain.delivery.pacing import Pacer
from bot.domain.people import Reach, Role
from bot.messenger import Failure, Message, SendFailed
from bot.store import people
from bot.store.away import insist
from bot.store.engine import Store
from bot.store.tables import Incoming, IncomingState, Push

log = structlog.get_logger()

ANSWER_LIFE = timedelta(days=1)
"""A reply that is still refused this long after its update is dropped. Telegram also keeps an update no longer."""
LONGEST_WAIT = 60.0
"""The longest wait in seconds between two tries, while Telegram cannot be reached."""
WAITS = frozenset({Failure.RETRY_LATER, Failure.NOT_SENT})
OVER_THE_CHAT = (ReplyKind.TOAST, ReplyKind.ALERT)


class Answers:
    def __init__(
        self,
        store: Store,
        clock: Clock,
        sender: TelegramSender,
        pacer: Pacer,
        menu_for: Callable[[Iterable[Role] | None], list[BotCommand]],
    ) -> None:
        self._store = store
        self._clock = clock
        self._sender = sender
        self._pacer = pacer
        self._menu_for = menu_for
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """End all waits. The rows keep the unsent replies for the next process."""
        self._stopping.set()

    async def give(self, update: Update) -> None:
        """Send the stored replies of an update after the update was applied."""
        async with self._store.reading() as session:
            row = await session.get(Incoming, update.update_id)
        if row is None or row.state not in (IncomingState.NEW, IncomingState.APPLIED):
            return
        until = row.received_at + ANSWER_LIFE
        replies = row.replies or []
        if update.callback_query and not any(each["kind"] in OVER_THE_CHAT for each in replies):
            await self._send(update, Reply(ReplyKind.TOAST, Message("")), until)
        for place, reply in enumerate(replies):
            if place:
                await insist(partial(self._owe, update.update_id, replies[place:]))
            await self._send(update, Reply.load(reply), until)
        await insist(partial(self._finish, update.update_id))

    async def _owe(self, update_id: int, left: list[dict[str, Any]]) -> None:
        """Store the replies that are still unsent (``left``), so that a crash does not repeat the earlier replies."""
        async with self._store.writing() as session:
            (await session.get_one(Incoming, update_id)).replies = left

    async def _finish(self, update_id: int) -> None:
        async with self._store.writing() as session:
            row = await session.get(Incoming, update_id)
            if row is not None:
                row.state = IncomingState.FAILED if row.error else IncomingState.DONE
                row.replies = None

    async def _send(self, update: Update, reply: Reply, until: datetime) -> None:
        chat = update.effective_chat
        chat_id = reply.chat_id or (chat.id if chat else 0)
        reply = await pictures.drawn(reply)
        for tries in count(1):
            try:
                message_id = await self._deliver(update, reply, chat_id)
                break
            except SendFailed as failed:
                waits = failed.kind in WAITS and self._clock.now() < until
                about = {"update_id": update.update_id, "reply": reply.kind, "kind": failed.kind}
                log.warning("door.answer_refused", **about, tries=tries, waits=waits)
                if not waits:
                    await insist(partial(self._note_failure, chat_id, failed))
                    return
                await self._wait(chat_id, failed, tries)
        if reply.watches_push is not None and message_id is not None:
            await insist(partial(self._watch, reply.watches_push, chat_id, message_id))

    async def _wait(self, chat_id: int, failed: SendFailed, tries: int) -> None:
        """Wait as long as Telegram asks. If Telegram names no time, wait one second longer after each try.

        ``stop`` ends the wait. Then the person's later updates are left to the next process.
        """
        if failed.kind == Failure.RETRY_LATER:
            self._pacer.penalise(chat_id, failed.retry_after, asyncio.get_running_loop().time())
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), failed.retry_after or min(LONGEST_WAIT, tries))
            raise asyncio.CancelledError

    async def _deliver(self, update: Update, reply: Reply, chat_id: int) -> int | None:
        query = update.callback_query
        if reply.kind in OVER_THE_CHAT:
            if query is not None:
                alert = reply.kind == ReplyKind.ALERT
                await self._sender.toast(query.id, reply.message.text[:ALERT_LENGTH], alert=alert)
            return None
        if reply.kind == ReplyKind.MENU:
            await self._sender.set_menu(chat_id, await self._menu(chat_id))
            return None
        self._pacer.answered(chat_id, asyncio.get_running_loop().time())
        if reply.kind == ReplyKind.EDIT and query is not None and query.message is not None:
            try:
                await self._sender.edit(chat_id, query.message.message_id, reply.message)
                return query.message.message_id
            except SendFailed as failed:
                if failed.kind == Failure.UNCHANGED:
                    return query.message.message_id
                if failed.kind not in (Failure.GONE, Failure.BUG):
                    raise
        return await self._sender.send(chat_id, reply.message)

    async def _menu(self, telegram_id: int) -> list[BotCommand]:
        async with self._store.reading() as session:
            speaker = await people.speaker(session, telegram_id)
        return self._menu_for([seat.role for seat in speaker.seats] if speaker else None)

    async def _note_failure(self, chat_id: int, failed: SendFailed) -> None:
        if failed.kind == Failure.BLOCKED:
            async with self._store.writing() as session:
                await people.mark_reach(session, chat_id, Reach.BLOCKED)

    async def _watch(self, push_id: int, chat_id: int, message_id: int) -> None:
        async with self._store.writing() as session:
            push = await session.get(Push, push_id)
            if push is not None:
                push.watch_chat_id, push.watch_message_id = chat_id, message_id

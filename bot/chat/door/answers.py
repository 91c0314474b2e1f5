"""What was decided goes out: the replies that stand with an update are sent, again after a crash."""

import asyncio
from collections.abc import Callable, Iterable

import structlog
from telegram import BotCommand, Update

from bot.chat.door import pictures
from bot.chat.door.gate import ALERT_LENGTH
from bot.chat.door.sender import TelegramSender
from bot.chat.door.talk import Reply, ReplyKind
from bot.domain.delivery.pacing import Pacer
from bot.domain.people import Reach, Role
from bot.messenger import Failure, Message, SendFailed
from bot.store import people
from bot.store.away import insist
from bot.store.engine import Store
from bot.store.tables import Incoming, IncomingState, Push

log = structlog.get_logger()

ANSWER_TRIES = 5


class Answers:
    def __init__(
        self,
        store: Store,
        sender: TelegramSender,
        pacer: Pacer,
        menu_for: Callable[[Iterable[Role] | None], list[BotCommand]],
    ) -> None:
        self._store = store
        self._sender = sender
        self._pacer = pacer
        self._menu_for = menu_for

    async def give(self, update: Update) -> None:
        """Send what is owed for an update, once it was applied."""
        async with self._store.reading() as session:
            row = await session.get(Incoming, update.update_id)
        if row is None or row.state not in (IncomingState.NEW, IncomingState.APPLIED):
            return
        replies = [Reply.load(each) for each in row.replies or []]
        if update.callback_query and not any(r.kind in (ReplyKind.TOAST, ReplyKind.ALERT) for r in replies):
            replies.insert(0, Reply(ReplyKind.TOAST, Message("")))
        for reply in replies:
            await self._send(update, reply)
        await insist(lambda: self._finish(update.update_id))

    async def _finish(self, update_id: int) -> None:
        async with self._store.writing() as session:
            row = await session.get(Incoming, update_id)
            if row is not None:
                row.state = IncomingState.FAILED if row.error else IncomingState.DONE
                row.replies = None

    async def _send(self, update: Update, reply: Reply) -> None:
        chat = update.effective_chat
        chat_id = reply.chat_id or (chat.id if chat else 0)
        reply = await pictures.drawn(reply)
        for attempt in range(1, ANSWER_TRIES + 1):
            try:
                message_id = await self._deliver(update, reply, chat_id)
            except SendFailed as failed:
                if failed.kind in (Failure.RETRY_LATER, Failure.NOT_SENT):
                    await asyncio.sleep(max(failed.retry_after, 0.5 * attempt))
                    continue
                await self._note_failure(chat_id, failed)
                return
            if reply.watches_push is not None and message_id is not None:
                await self._watch(reply.watches_push, chat_id, message_id)
            return

    async def _deliver(self, update: Update, reply: Reply, chat_id: int) -> int | None:
        query = update.callback_query
        if reply.kind in (ReplyKind.TOAST, ReplyKind.ALERT):
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
        log.warning("door.answer_failed", kind=failed.kind)
        if failed.kind == Failure.BLOCKED:
            async with self._store.writing() as session:
                await people.mark_reach(session, chat_id, Reach.BLOCKED)

    async def _watch(self, push_id: int, chat_id: int, message_id: int) -> None:
        async with self._store.writing() as session:
            push = await session.get(Push, push_id)
            if push is not None:
                push.watch_chat_id, push.watch_message_id = chat_id, message_id

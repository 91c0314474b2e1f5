"""The door of the chat: opens the session, sees who speaks, lets the handler decide, commits, then answers.

An update passes through three states. NEW: stored. APPLIED: its effects and its replies are committed together.
DONE: the replies went out. A crash repeats at most an answer, never an effect.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

import structlog
from telegram import BotCommand, Update
from telegram import Message as TelegramMessage
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import Application

from bot.chat import pictures
from bot.chat.gate import ALERT_LENGTH, gate, placed, refusals, say, shut
from bot.chat.sender import TelegramSender
from bot.chat.talk import Replies, Reply, ReplyKind, Talk, Upload, listed
from bot.clock import Clock
from bot.domain.errors import BadInput, OnlyInPrivate, Refusal
from bot.domain.pacing import Pacer
from bot.domain.people import Reach, Role
from bot.messenger import Failure, Message, SendFailed
from bot.settings import Settings
from bot.store import people, pushes
from bot.store.away import insist
from bot.store.engine import Store
from bot.store.tables import Dialog, Incoming, IncomingState, Push

log = structlog.get_logger()

Handler = Callable[[Talk], Awaitable[Replies]]
LARGEST_UPLOAD = 10 * 1024 * 1024
ANSWER_TRIES = 5


class Door:
    def __init__(
        self,
        store: Store,
        settings: Settings,
        clock: Clock,
        sender: TelegramSender,
        pacer: Pacer,
        application: Application[Any, Any, Any, Any, Any, Any],
        menu_for: Callable[[Iterable[Role] | None], list[BotCommand]],
    ) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._sender = sender
        self._pacer = pacer
        self._application = application
        self._menu_for = menu_for

    async def handle(self, update_id: int) -> None:
        """Work one stored update off, from wherever an earlier process left it."""
        async with self._store.reading() as session:
            row = await session.get(Incoming, update_id)
        if row is None:
            return
        update = Update.de_json(row.payload, self._application.bot)
        if row.state == IncomingState.NEW:
            await self._application.process_update(update)
        await self._answer(update)

    def through(
        self, handler: Handler, roles: tuple[Role, ...] | None = (), *, wants_file: bool = False, groups: bool = False
    ) -> Callable[[Update, Any], Coroutine[Any, Any, None]]:
        """A PTB callback that lets ``handler`` in. ``roles``: ``None`` anyone, ``()`` the bound, else any of them.

        ``groups``: made for groups too; anything else is for private chats, wherever its button got to.
        """

        async def callback(update: Update, _context: Any) -> None:
            try:
                if placed(update) is not None and not groups:
                    raise OnlyInPrivate
                upload = await self._fetch(update) if wants_file else None
                await insist(lambda: self._apply(update, handler, roles, upload))
            except Refusal as refusal:
                await self._keep_replies(update, refusals(update, str(refusal)))
            except Exception as error:
                log.exception("door.handler_failed", update_id=update.update_id, error=type(error).__name__)
                replies = [] if placed(update) else [say("apology")]
                await self._keep_replies(update, replies, error=repr(error))

        return callback

    async def _apply(
        self, update: Update, handler: Handler, roles: tuple[Role, ...] | None, upload: Upload | None
    ) -> None:
        async with self._store.writing() as session:
            row = await session.get(Incoming, update.update_id)
            if row is None or row.state != IncomingState.NEW:
                return
            talk = await self._talk(session, update, upload)
            refused = gate(talk, roles)
            replies = refused or await handler(talk)
            row.replies = [reply.dump() for reply in listed(replies)]
            row.state = IncomingState.APPLIED
            if talk.message_id is not None and any(_turns_page(reply) for reply in listed(replies)):
                await pushes.unwatch(session, talk.chat_id, talk.message_id)

    async def _keep_replies(self, update: Update, replies: list[Reply], error: str = "") -> None:
        await insist(lambda: self._note_replies(update.update_id, replies, error))

    async def _note_replies(self, update_id: int, replies: list[Reply], error: str) -> None:
        async with self._store.writing() as session:
            row = await session.get(Incoming, update_id)
            if row is not None and row.state == IncomingState.NEW:
                row.replies = [reply.dump() for reply in replies]
                row.state = IncomingState.APPLIED
                row.error = error

    async def _talk(self, session: Any, update: Update, upload: Upload | None) -> Talk:
        user, chat = update.effective_user, update.effective_chat
        if user is None:
            raise BadInput("无法识别发送人。")
        message, query = update.effective_message, update.callback_query
        text = (message.text or message.caption or "") if message and not query else ""
        words = query.data.split(":")[1:] if query and query.data else text.split()[1:]
        form = await session.get(Dialog, user.id)
        return Talk(
            session=session,
            settings=self._settings,
            now=self._clock.now(),
            telegram_id=user.id,
            chat_id=chat.id if chat else user.id,
            speaker=await people.speaker(session, user.id),
            text=text,
            args=tuple(words),
            message_id=query.message.message_id if query and query.message else None,
            callback_id=query.id if query else None,
            upload=upload,
            form=form.form if form else "",
            step=form.step if form else "",
            values=dict(form.values) if form else {},
            username=user.username or "",
            bot_username=self._application.bot.username,
            place=placed(update),
            shut=shut(update),
        )

    async def _fetch(self, update: Update) -> Upload:
        """The file or photo of a message, before any session is opened: a slow line must hold up nobody."""
        message = update.effective_message
        document = message.document if message else None
        photo = message.photo[-1] if message and message.photo else None
        found = document or photo
        if message is None or found is None:
            raise BadInput("没有收到文件，请重新发送。")
        if (found.file_size or 0) > LARGEST_UPLOAD:
            raise BadInput("文件超过 10 MB，请压缩或拆分后再发。")
        await self._show_busy(message)
        try:
            content = await self._sender.download(found.file_id)
        except SendFailed:
            raise BadInput("文件没有下载成功，请稍后重新发送。") from None
        name = (document.file_name if document else None) or "photo.jpg"
        return Upload(found.file_id, name, len(content), photo is not None, content)

    async def _show_busy(self, message: TelegramMessage) -> None:
        try:
            await message.chat.send_action(ChatAction.TYPING)
        except TelegramError:
            log.info("door.busy_sign_failed")

    async def _answer(self, update: Update) -> None:
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


def _turns_page(reply: Reply) -> bool:
    """Whether the pressed message shows something else from now on: news of a push must not overwrite that."""
    return reply.kind == ReplyKind.EDIT and reply.watches_push is None

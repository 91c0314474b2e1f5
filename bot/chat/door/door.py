"""The door of the chat: it opens the session, identifies the speaker, calls the handler and commits.

An update passes through three states. NEW: the update is stored. APPLIED: its effects and its replies are committed
together. DONE: its replies are sent. A crash may repeat a reply. It never repeats an effect.
"""

from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update
from telegram.ext import Application
from telegram.helpers import effective_message_type

from bot.chat.door import joining, uploads
from bot.chat.door.answers import Answers
from bot.chat.door.drafts import Drafts
from bot.chat.door.gate import gate, placed, refusals, say, shut
from bot.chat.door.sender import TelegramSender
from bot.chat.door.talk import Handler, Replies, Reply, ReplyKind, Rest, Talk, Upload, listed
from bot.clock import Clock
from bot.domain.errors import BadInput, OnlyInPrivate, Refusal
from bot.domain.people import BondState, Role
from bot.domain.text import visible
from bot.settings import Settings
from bot.store import inbox, people
from bot.store.away import insist
from bot.store.delivery import pushes
from bot.store.engine import Store
from bot.store.tables import Dialog, Incoming, IncomingState

log = structlog.get_logger()

Looks = bool | Callable[[str], bool]
"""Whether a handler only reads rows. If this depends on the open form, a function decides it by the form's name."""


class Door:
    def __init__(
        self,
        store: Store,
        settings: Settings,
        clock: Clock,
        sender: TelegramSender,
        application: Application[Any, Any, Any, Any, Any, Any],
        answers: Answers,
    ) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._sender = sender
        self._application = application
        self._answers = answers
        self.drafts = Drafts()

    async def handle(self, update_id: int) -> None:
        """Process one stored update, from the state that an earlier process reached."""
        async with self._store.reading() as session:
            row = await session.get(Incoming, update_id)
        if row is None:
            return
        update = Update.de_json(row.payload, self._application.bot)
        if row.state == IncomingState.NEW:
            await self._application.process_update(update)
        await self._answers.give(update)

    def through(
        self,
        handler: Handler,
        roles: tuple[Role, ...] | None = (),
        *,
        looks: Looks = False,
        wants_file: bool = False,
        groups: bool = False,
    ) -> Callable[[Update, Any], Coroutine[Any, Any, None]]:
        """Return the PTB callback that runs ``handler``.

        If ``roles`` is None, anyone may use the handler. If ``roles`` is empty, every bound person may use it. If
        ``looks`` is True, the handler changes no row except the form, and it returns all other writes as a ``Rest``. If
        ``groups`` is True, the handler also works in groups. Otherwise it refuses every press in a group.
        """

        async def callback(update: Update, _context: Any) -> None:
            try:
                if "planted" in update.api_kwargs:  # only the sandbox sends this, to try what a bug does
                    raise RuntimeError("planted by the sandbox")
                if placed(update) is not None and not groups:
                    raise OnlyInPrivate
                upload = await uploads.fetch(update, self._sender) if wants_file else None
                await insist(lambda: self._apply(update, handler, roles, upload, looks))
            except Refusal as refusal:
                await self._keep_replies(update, refusals(update, str(refusal)))
            except Exception as error:
                log.exception("door.handler_failed", update_id=update.update_id, error=type(error).__name__)
                replies = [] if placed(update) else [say("apology")]
                await self._keep_replies(update, replies, error=repr(error))

        return callback

    async def _apply(
        self, update: Update, handler: Handler, roles: tuple[Role, ...] | None, upload: Upload | None, looks: Looks
    ) -> None:
        """Commit the effects, the replies and the form together.

        A handler that only reads takes the lock only for this step.
        """
        if not (looks if isinstance(looks, bool) else looks(await self._open_form(update))):
            async with self._store.writing() as session:
                heard = await self._heard(session, update, handler, roles, upload, looks=False)
                await self._keep(session, update, heard)
            return
        async with self._store.reading() as session:
            heard = await self._heard(session, update, handler, roles, upload, looks=True)
        async with self._store.writing() as session:
            await self._keep(session, update, heard)

    async def _heard(
        self,
        session: AsyncSession,
        update: Update,
        handler: Handler,
        roles: tuple[Role, ...] | None,
        upload: Upload | None,
        *,
        looks: bool,
    ) -> tuple[Talk, Replies | Rest] | None:
        """The talk and the handler's answer, or None if the update was already applied."""
        if await _unapplied(session, update, lock=not looks) is None:
            return None
        talk = await self._talk(session, update, upload)
        pressed = update.callback_query
        await self.drafts.restore(talk, (pressed.data or "") if pressed else "")
        return talk, await gate(talk, roles) or await handler(talk)

    async def _keep(self, session: AsyncSession, update: Update, heard: tuple[Talk, Replies | Rest] | None) -> None:
        """Apply the update once.

        The row is read again, because the update may have been applied while a slow handler ran.
        """
        row = await _unapplied(session, update, lock=True)
        if heard is None or row is None:
            return
        talk, answer = heard
        replies = listed(await answer(session) if callable(answer) else answer)
        replies = await self.drafts.keep(session, talk, replies)
        _answered(row, replies, forget=joining.unjoined(talk))
        if talk.message_id is not None and any(_turns_page(reply) for reply in replies):
            await pushes.unwatch(session, talk.chat_id, talk.message_id)

    async def _keep_replies(self, update: Update, replies: list[Reply], error: str = "") -> None:
        await insist(lambda: self._note_replies(update, replies, error))

    async def _note_replies(self, update: Update, replies: list[Reply], error: str) -> None:
        async with self._store.writing() as session:
            row = await _unapplied(session, update, lock=True)
            if row is not None:
                speaker = await people.speaker(session, update.effective_user.id) if update.effective_user else None
                _answered(row, replies, forget=speaker is None or speaker.state == BondState.PENDING)
                row.error = error

    async def _open_form(self, update: Update) -> str:
        if update.effective_user is None:
            return ""
        async with self._store.reading() as session:
            form = await session.get(Dialog, update.effective_user.id)
        return form.form if form else ""

    async def _talk(self, session: AsyncSession, update: Update, upload: Upload | None) -> Talk:
        user, chat = update.effective_user, update.effective_chat
        if user is None:
            raise BadInput("没有识别出发送人。请用您自己的账号重新发送。")
        message, query = update.effective_message, update.callback_query
        text = visible(message.text or message.caption or "") if message and not query else ""
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
            sent=(message and not query and effective_message_type(message)) or "",
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


async def _unapplied(session: AsyncSession, update: Update, *, lock: bool) -> Incoming | None:
    """The row of the update, or None if the update was already applied.

    If ``lock`` is True, no other session can apply the update until this session ends.
    """
    row: Incoming | None = await session.get(Incoming, update.update_id, with_for_update=lock or None)
    return row if row is not None and row.state == IncomingState.NEW else None


def _answered(row: Incoming, replies: list[Reply], *, forget: bool) -> None:
    """Store the replies. ``forget`` says that the sender has not agreed, so the update's text is deleted at once."""
    row.replies, row.state = [reply.dump() for reply in replies], IncomingState.APPLIED
    if forget:
        row.payload = inbox.bare(row.payload)


def _turns_page(reply: Reply) -> bool:
    """Whether the pressed message now shows another screen, which the progress of a push must not overwrite."""
    return reply.kind == ReplyKind.EDIT and reply.watches_push is None

"""The ``Messenger`` that sends to Telegram. It maps each error of Telegram to one of our own errors."""

from collections.abc import Awaitable, Sequence
from typing import Any

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    MessageId,
)
from telegram import Message as TelegramMessage
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.chat.door.request import NotSent
from bot.messenger import Failure, Message, SendFailed

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

FORBIDDEN = {
    "bot was blocked by the user": Failure.BLOCKED,
    "user is deactivated": Failure.DEACTIVATED,
    "can't initiate conversation": Failure.NOT_STARTED,
    "bot was kicked": Failure.KICKED,
    "bot is not a member": Failure.KICKED,
}
BAD = {
    "chat not found": Failure.NOT_FOUND,
    "message is not modified": Failure.UNCHANGED,
    "message to edit not found": Failure.GONE,
    "message can't be edited": Failure.GONE,
    "message to be replied not found": Failure.GONE,
    "message to pin not found": Failure.GONE,
    "not enough rights": Failure.NO_RIGHT,
    "have no rights": Failure.NO_RIGHT,
    "chat_admin_required": Failure.NO_RIGHT,
}


def keyboard(message: Message) -> InlineKeyboardMarkup | None:
    """The rows of buttons in Telegram's format, or None if the message has no buttons."""
    if not message.buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b.label, callback_data=b.data, url=b.url) for b in row] for row in message.buttons]
    )


def named(error: TelegramError) -> SendFailed:
    """Map Telegram's error to our own error. An error counts as not delivered only if that is certain.

    All other errors are uncertain.
    """
    detail = str(error.message)
    lowered = detail.lower()
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        seconds = wait if isinstance(wait, int) else wait.total_seconds()
        return SendFailed(Failure.RETRY_LATER, detail, retry_after=float(seconds))
    if isinstance(error, ChatMigrated):
        return SendFailed(Failure.MIGRATED, detail, new_chat_id=error.new_chat_id)
    if isinstance(error, NotSent):
        return SendFailed(Failure.NOT_SENT, detail)
    if isinstance(error, Forbidden):
        return SendFailed(_pick(FORBIDDEN, lowered), detail)
    if isinstance(error, BadRequest):  # PTB derives it from NetworkError, so it is checked before the rest
        return SendFailed(_pick(BAD, lowered), detail)
    return SendFailed(Failure.UNCERTAIN, detail)


def _pick(table: dict[str, Failure], detail: str) -> Failure:
    return next((kind for words, kind in table.items() if words in detail), Failure.BUG)


class TelegramSender:
    """Sends and edits messages through one PTB ``Bot``. It raises only ``SendFailed``."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    @property
    def username(self) -> str:
        return self._bot.username

    async def send(self, chat_id: int, message: Message) -> int:
        attachment = message.attachment
        options: dict[str, Any] = {"reply_markup": keyboard(message), "parse_mode": ParseMode.HTML}
        if attachment is None:
            call: Awaitable[TelegramMessage] = self._bot.send_message(
                chat_id, message.text, link_preview_options=NO_PREVIEW, **options
            )
        else:
            file = InputFile(attachment.content, filename=attachment.filename)
            send = self._bot.send_photo if attachment.is_photo else self._bot.send_document
            call = send(chat_id, file, caption=message.text or None, **options)
        sent: TelegramMessage | MessageId = await _named(call)
        return sent.message_id

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        await _named(
            self._bot.edit_message_text(
                message.text,
                chat_id=chat_id,
                message_id=message_id,
                reply_markup=keyboard(message),
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
            )
        )

    async def pin(self, chat_id: int, message_id: int) -> None:
        await _named(self._bot.pin_chat_message(chat_id, message_id, disable_notification=True))

    async def toast(self, callback_id: str, text: str, *, alert: bool = False) -> None:
        """Answer a press with a short line over the chat, or with a pop-up if ``alert`` is True."""
        await _named(self._bot.answer_callback_query(callback_id, text=text or None, show_alert=alert))

    async def set_menu(self, chat_id: int | None, commands: Sequence[BotCommand]) -> None:
        """Set the command menu of one chat.

        If ``chat_id`` is None, set the menu of all private chats that have no menu of their own.
        """
        scope = BotCommandScopeAllPrivateChats() if chat_id is None else BotCommandScopeChat(chat_id)
        await _named(self._bot.set_my_commands(commands, scope=scope))

    async def download(self, file_id: str) -> bytes:
        """The content of a file that a person sent."""
        file = await _named(self._bot.get_file(file_id))
        return bytes(await _named(file.download_as_bytearray()))


async def _named(call: Awaitable[Any]) -> Any:
    try:
        return await call
    except TelegramError as error:
        raise named(error) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:  # PTB could not read the answer
        raise SendFailed(Failure.UNCERTAIN, repr(error)) from error

"""Fetches the file or photo of a message before a session is opened, so that a slow download blocks no other person."""

import structlog
from telegram import Message as TelegramMessage
from telegram import Update
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.chat.door.sender import TelegramSender
from bot.chat.door.talk import Upload
from bot.domain.errors import BadInput
from bot.messenger import SendFailed

log = structlog.get_logger()

LARGEST_UPLOAD = 10 * 1024 * 1024


async def fetch(update: Update, sender: TelegramSender) -> Upload:
    """Download the file or photo of a message.

    Raises BadInput if it is missing, if it is too large or if the download fails.
    """
    message = update.effective_message
    document = message.document if message else None
    photo = message.photo[-1] if message and message.photo else None
    found = document or photo
    if message is None or found is None:
        raise BadInput("没有收到文件，请重新发送。")
    if (found.file_size or 0) > LARGEST_UPLOAD:
        raise BadInput("文件超过 10 MB，请压缩或拆分后再发。")
    await _show_busy(message)
    try:
        content = await sender.download(found.file_id)
    except SendFailed as failed:
        log.warning("door.download_failed", kind=failed.kind)
        raise BadInput("文件没有下载成功，请稍后重新发送。") from None
    name = (document.file_name if document else None) or "photo.jpg"
    return Upload(found.file_id, name, len(content), photo is not None, content)


async def _show_busy(message: TelegramMessage) -> None:
    try:
        await message.chat.send_action(ChatAction.TYPING)
    except TelegramError:
        log.info("door.busy_sign_failed")

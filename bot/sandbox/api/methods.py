"""All Bot API methods of the sandbox, by their names."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.sandbox.api import chats, editing, me, media, polling, sending
from bot.sandbox.api.params import Params
from bot.sandbox.state import Sandbox

Method = Callable[[Sandbox, Params], Awaitable[Any]]

METHODS: dict[str, Method] = {
    "getMe": me.get_me,
    "setMyCommands": me.set_my_commands,
    "getMyCommands": me.get_my_commands,
    "deleteMyCommands": me.delete_my_commands,
    "setMyDescription": me.set_my_description,
    "getMyDescription": me.get_my_description,
    "setMyShortDescription": me.set_my_short_description,
    "getMyShortDescription": me.get_my_short_description,
    "setChatMenuButton": me.set_chat_menu_button,
    "getChatMenuButton": me.get_chat_menu_button,
    "answerCallbackQuery": me.answer_callback_query,
    "getUpdates": polling.get_updates,
    "setWebhook": polling.set_webhook,
    "deleteWebhook": polling.delete_webhook,
    "getWebhookInfo": polling.get_webhook_info,
    "sendMessage": sending.send_message,
    "forwardMessage": sending.forward_message,
    "copyMessage": sending.copy_message,
    "sendChatAction": sending.send_chat_action,
    "sendPhoto": media.send_photo,
    "sendDocument": media.send_document,
    "sendMediaGroup": media.send_media_group,
    "getFile": media.get_file,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageMedia": editing.edit_message_media,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "getChat": chats.get_chat,
    "getChatMember": chats.get_chat_member,
    "getChatMemberCount": chats.get_chat_member_count,
    "getChatAdministrators": chats.get_chat_administrators,
    "leaveChat": chats.leave_chat,
    "pinChatMessage": chats.pin_chat_message,
    "unpinChatMessage": chats.unpin_chat_message,
    "unpinAllChatMessages": chats.unpin_all_chat_messages,
}
NAMES = {name.lower(): name for name in METHODS}
"""Map each method's name in lower case to its name, because Telegram ignores the case of a method's name."""

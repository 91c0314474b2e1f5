"""The content of a message: text or caption with entities, keyboard and reply. All of it is checked before the message
is delivered."""

from typing import Any

from bot.sandbox.api.params import Params
from bot.sandbox.errors import bad_request
from bot.sandbox.shelf import Json
from bot.sandbox.state import Sandbox
from bot.sandbox.text.entities import find_entities, trimmed, units, written
from bot.sandbox.text.html_mode import parse_html
from bot.sandbox.text.markup import inline_keyboard, reply_keyboard
from bot.sandbox.world import Chat

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024


def formatted(source: str, parse_mode: str, entities: Any) -> tuple[str, list[Json]]:
    """Return (plain text, its entities). The entities come from the HTML in ``source`` or from ``entities``. Raises 400
    for any parse mode except HTML."""
    if parse_mode and parse_mode.lower() != "html":
        raise bad_request("unsupported parse_mode")
    plain, marked = parse_html(source) if parse_mode else (source, list(entities or []))
    plain, marked = trimmed(plain, marked)
    return plain, find_entities(plain, marked)


def text_of(params: Params) -> Json:
    text, entities = formatted(params.text("text"), params.text("parse_mode"), params.structure("entities"))
    if not text:
        raise bad_request("message text is empty")
    if units(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return written(text, entities)


def caption_of(params: Params) -> Json:
    caption, entities = formatted(
        params.text("caption"), params.text("parse_mode"), params.structure("caption_entities")
    )
    if units(caption) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return written(caption, entities, "caption")


def markup_of(params: Params) -> Json:
    """Return ``{"reply_markup": …}``, or an empty dict if the message has no inline buttons."""
    inline = inline_keyboard(params.structure("reply_markup"))
    return {"reply_markup": inline} if inline else {}


def reply_of(sandbox: Sandbox, chat: Chat, params: Params) -> Json:
    """Return ``{"reply_to_message": …}``, or an empty dict if the message is not a reply. Raises 400 if the quoted
    message does not exist and the request does not allow sending without it."""
    wanted = params.structure("reply_parameters") or {}
    message_id = wanted.get("message_id") or params.number("reply_to_message_id")
    if message_id is None:
        return {}
    found = sandbox.world.messages[chat.id].get(message_id)
    if found is None:
        if wanted.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": {k: v for k, v in found.items() if k != "reply_to_message"}}


def deliver(sandbox: Sandbox, params: Params, content: Json) -> Json:
    """Put a message of the bot into the chat of the request, with its keyboard. Every method that sends a message calls
    this function at its end."""
    markup = markup_of(params)
    chat = sandbox.world.writable_chat(params.chat_id)
    reply = reply_of(sandbox, chat, params)
    sandbox.limits.spend(chat.id)
    changed, keyboard = reply_keyboard(params.structure("reply_markup"))
    if changed:
        chat.keyboard = keyboard
        sandbox.world.save_chat(chat)
    protected = {"has_protected_content": True} if params.flag("protect_content") else {}
    return sandbox.world.post(chat, sandbox.world.bot, {**reply, **content, **markup, **protected})

"""The content that a message keeps when it is forwarded or copied."""

from bot.sandbox.shelf import Json
from bot.sandbox.text.markup import forwarded_markup
from bot.sandbox.things import KINDS

CONTENT = ("text", "entities", "caption", "caption_entities", "photo", "document", *KINDS)


def carried(message: Json, keep_keyboard: bool) -> Json:
    """Return the text, the entities and the files of a message. If ``keep_keyboard`` is False, only the buttons that
    open pages are kept."""
    content = {key: message[key] for key in CONTENT if key in message}
    markup = message.get("reply_markup") if keep_keyboard else forwarded_markup(message)
    return {**content, "reply_markup": markup} if markup else content


def origin_of(message: Json) -> Json:
    """Return ``{"forward_origin": …}``. It names the first sender, even if the message was forwarded before."""
    first = {"type": "user", "sender_user": message["from"], "date": message["date"]}
    return {"forward_origin": message.get("forward_origin") or first}

"""The content that a message keeps when it is forwarded or copied."""

from bot.sandbox.shelf import Json
from bot.sandbox.text.markup import forwarded_markup

CONTENT = ("text", "entities", "caption", "caption_entities", "photo", "document")


def carried(message: Json, keep_keyboard: bool) -> Json:
    """Text, entities and files of a message. Unless ``keep_keyboard``, only the buttons that open pages are kept."""
    content = {key: message[key] for key in CONTENT if key in message}
    markup = message.get("reply_markup") if keep_keyboard else forwarded_markup(message)
    return {**content, "reply_markup": markup} if markup else content


def origin_of(message: Json) -> Json:
    """``{"forward_origin": …}``: the first sender, also when the message is itself a forward."""
    origin = message.get("forward_origin") or {
        "type": "user",
        "sender_user": message["from"],
        "date": message["date"],
    }
    return {"forward_origin": origin}

"""What a message keeps when it moves to another chat."""

from bot.sandbox.markup import forwarded_markup
from bot.sandbox.shelf import Json

CONTENT = ("text", "entities", "caption", "caption_entities", "photo", "document")


def carried(message: Json, keep_keyboard: bool) -> Json:
    """Text, files and entities. Callback buttons do not survive a forward, buttons that open pages do."""
    content = {key: message[key] for key in CONTENT if key in message}
    markup = message.get("reply_markup") if keep_keyboard else forwarded_markup(message)
    return {**content, "reply_markup": markup} if markup else content


def origin_of(message: Json) -> Json:
    """``{"forward_origin": …}``: the first sender, also when a forward is forwarded on."""
    origin = message.get("forward_origin") or {
        "type": "user",
        "sender_user": message["from"],
        "date": message["date"],
    }
    return {"forward_origin": origin}

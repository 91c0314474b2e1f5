"""The content of messages: everything that people send besides text, photos and documents, and what a forwarded
message keeps. The shapes are those of the Bot API."""

from bot.sandbox.errors import Unplayable
from bot.sandbox.files import Files
from bot.sandbox.shelf import Json
from bot.sandbox.text.markup import forwarded_markup

RECORDED: dict[str, Json] = {
    "voice": {"duration": 3, "mime_type": "audio/ogg"},
    "audio": {"duration": 95, "title": "校歌", "file_name": "校歌.mp3", "mime_type": "audio/mpeg"},
    "video": {"width": 640, "height": 360, "duration": 8, "file_name": "宣讲会.mp4", "mime_type": "video/mp4"},
    "animation": {"width": 320, "height": 240, "duration": 2, "file_name": "你好.mp4", "mime_type": "video/mp4"},
    "video_note": {"length": 240, "duration": 4},
    "sticker": {
        "type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "👍",
    },
}  # fmt: skip
"""The facts of a file of each kind."""

WRITTEN: dict[str, Json] = {
    "location": {"longitude": 125.3245, "latitude": 43.8868},
    "contact": {"phone_number": "+8613800000000", "first_name": "王伟"},
    "dice": {"emoji": "🎲", "value": 4},
    "poll": {
        "id": "5200000000000000001", "question": "周五去双选会吗？", "total_voter_count": 0, "is_closed": False,
        "options": [{"persistent_id": str(at), "text": text, "voter_count": 0} for at, text in enumerate("去留")],
        "is_anonymous": True, "type": "regular", "allows_multiple_answers": False, "allows_revoting": False,
        "members_only": False,
    },
}  # fmt: skip

KINDS = (*RECORDED, *WRITTEN)
CONTENT = ("text", "entities", "caption", "caption_entities", "photo", "document", *KINDS)


def content_of(files: Files, kind: str, details: Json) -> Json:
    """Return the part of a message that has this kind. ``details`` replace the facts above. Raises Unplayable for an
    unknown kind."""
    if kind in WRITTEN:
        return {kind: {**WRITTEN[kind], **details}}
    if kind not in RECORDED:
        raise Unplayable(f"people send {', '.join(KINDS)}, and never {kind}")
    facts = {**RECORDED[kind], **details}
    return files.wire(files.keep(str(facts.get("file_name", kind)), kind.encode(), kind, facts))


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

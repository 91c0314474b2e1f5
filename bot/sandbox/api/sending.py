"""The methods that send, copy and forward messages, and that show that the bot is typing."""

from bot.sandbox.api.content import caption_of, deliver, markup_of, text_of
from bot.sandbox.api.params import Params
from bot.sandbox.errors import bad_request
from bot.sandbox.shelf import Json
from bot.sandbox.state import Sandbox
from bot.sandbox.things import CONTENT, carried, origin_of

ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


async def send_message(sandbox: Sandbox, params: Params) -> Json:
    preview = params.structure("link_preview_options")
    extra = {"link_preview_options": preview} if preview else {}
    return deliver(sandbox, params, {**text_of(params), **extra})


async def forward_message(sandbox: Sandbox, params: Params) -> Json:
    source = _source(sandbox, params, "forward")
    content = {**carried(source, keep_keyboard=False), **origin_of(source)}
    return deliver(sandbox, Params({"chat_id": params.chat_id}), content)


async def copy_message(sandbox: Sandbox, params: Params) -> Json:
    """Copy a message without its keyboard. If the request has a caption, it replaces the caption of the source."""
    source = _source(sandbox, params, "copy")
    content = {key: value for key, value in carried(source, keep_keyboard=False).items() if key != "reply_markup"}
    if "caption" in params and "text" not in content:
        content = {k: v for k, v in content.items() if not k.startswith("caption")} | caption_of(params)
    return {"message_id": deliver(sandbox, params, {**content, **markup_of(params)})["message_id"]}


def _source(sandbox: Sandbox, params: Params, purpose: str) -> Json:
    chat = sandbox.world.known_chat(params.number("from_chat_id"))
    message = sandbox.world.message(chat, params.number("message_id"), purpose)
    if message.get("has_protected_content") or not (message.keys() & {*CONTENT}):
        raise bad_request(f"message can't be {purpose}ed" if purpose == "forward" else "message can't be copied")
    return message


async def send_chat_action(sandbox: Sandbox, params: Params) -> bool:
    action = params.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = sandbox.world.writable_chat(params.chat_id)
    sandbox.live.tell({"event": "typing", "chat_id": chat.id, "action": action}, chat.members)
    return True

"""The methods that change and delete messages."""

from bot.sandbox.api.content import caption_of, markup_of, text_of
from bot.sandbox.api.media import media_of
from bot.sandbox.api.params import Params
from bot.sandbox.errors import NOT_MODIFIED, bad_request
from bot.sandbox.shelf import Json
from bot.sandbox.state import Sandbox
from bot.sandbox.world import Chat

BODY = ("text", "entities", "caption", "caption_entities", "photo", "document")
DELETABLE_SECONDS = 48 * 3600


async def edit_message_text(sandbox: Sandbox, params: Params) -> Json:
    content = text_of(params)
    message = _own_message(sandbox, params)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _replace(sandbox, params, message, content, ("text", "entities"))


async def edit_message_caption(sandbox: Sandbox, params: Params) -> Json:
    content = caption_of(params)
    message = _own_message(sandbox, params)
    if not {"photo", "document"} & message.keys():
        raise bad_request("there is no caption in the message to edit")
    return _replace(sandbox, params, message, content, ("caption", "caption_entities"))


async def edit_message_media(sandbox: Sandbox, params: Params) -> Json:
    message = _own_message(sandbox, params)
    if "text" in message:
        raise bad_request("there is no media in the message to edit")
    return _replace(sandbox, params, message, media_of(sandbox, params, params.structure("media")), BODY)


async def edit_message_reply_markup(sandbox: Sandbox, params: Params) -> Json:
    return _replace(sandbox, params, _own_message(sandbox, params), {}, ())


def _own_message(sandbox: Sandbox, params: Params) -> Json:
    chat = sandbox.world.writable_chat(params.chat_id)
    if params.number("message_id") is None:
        raise bad_request("message identifier is not specified")
    message = sandbox.world.message(chat, params.number("message_id"), "edit")
    if message["from"]["id"] != sandbox.world.bot["id"] or "forward_origin" in message:
        raise bad_request("message can't be edited")
    return message


def _replace(sandbox: Sandbox, params: Params, old: Json, content: Json, replaced: tuple[str, ...]) -> Json:
    """Return the message with new values for the keys ``replaced``. An edit without a keyboard removes the keyboard, as
    in Telegram."""
    gone = {*replaced, "reply_markup", "edit_date"}
    kept = {key: value for key, value in old.items() if key not in gone}
    new = {**kept, **content, **markup_of(params)}
    if new == {key: value for key, value in old.items() if key != "edit_date"}:
        raise bad_request(NOT_MODIFIED)
    new["edit_date"] = sandbox.world.now()
    sandbox.world.save_message(new, "edited")
    return new


async def delete_message(sandbox: Sandbox, params: Params) -> bool:
    chat = sandbox.world.writable_chat(params.chat_id)
    message = sandbox.world.message(chat, params.number("message_id"), "delete")
    _check_deletable(sandbox, chat, message)
    sandbox.world.drop_message(chat, message["message_id"])
    return True


async def delete_messages(sandbox: Sandbox, params: Params) -> bool:
    chat = sandbox.world.writable_chat(params.chat_id)
    for message_id in params.structure("message_ids") or []:
        if (message := sandbox.world.messages[chat.id].get(message_id)) is not None:
            _check_deletable(sandbox, chat, message)
            sandbox.world.drop_message(chat, message_id)
    return True


def _check_deletable(sandbox: Sandbox, chat: Chat, message: Json) -> None:
    own = message["from"]["id"] == sandbox.world.bot["id"]
    if not own and chat.kind != "private" and chat.bot != "administrator":
        raise bad_request("message can't be deleted")
    if sandbox.world.now() - message["date"] > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")

"""Chats, their members and their pinned messages."""

from bot.sandbox.api.members import person_standing
from bot.sandbox.api.params import Params
from bot.sandbox.errors import bad_request
from bot.sandbox.shelf import Json
from bot.sandbox.state import Sandbox
from bot.sandbox.world import Chat


async def get_chat(sandbox: Sandbox, params: Params) -> Json:
    chat = sandbox.world.known_chat(params.chat_id)
    pinned = {}
    if chat.pinned and (last := sandbox.world.messages[chat.id].get(chat.pinned[-1])):
        pinned = {"pinned_message": last}
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return {
        **sandbox.world.chat_wire(chat),
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
        **pinned,
    }


async def get_chat_member(sandbox: Sandbox, params: Params) -> Json:
    chat = sandbox.world.writable_chat(params.chat_id)
    user_id = params.number("user_id")
    if user_id is None or (user_id not in sandbox.world.people and user_id != sandbox.world.bot["id"]):
        raise bad_request("PARTICIPANT_ID_INVALID")
    return person_standing(sandbox.world, chat, user_id)


async def get_chat_member_count(sandbox: Sandbox, params: Params) -> int:
    return len(sandbox.world.writable_chat(params.chat_id).members) + 1


async def get_chat_administrators(sandbox: Sandbox, params: Params) -> list[Json]:
    chat = sandbox.world.writable_chat(params.chat_id)
    if chat.kind == "private":
        raise bad_request("there are no administrators in the private chat")
    everyone = [person_standing(sandbox.world, chat, u) for u in [*chat.members, sandbox.world.bot["id"]]]
    return [member for member in everyone if member["status"] in ("creator", "administrator")]


async def leave_chat(sandbox: Sandbox, params: Params) -> bool:
    chat = sandbox.world.writable_chat(params.chat_id)
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot = "left"
    sandbox.world.save_chat(chat)
    sandbox.world.post(chat, sandbox.world.bot, {"left_chat_member": sandbox.world.bot})
    return True


async def pin_chat_message(sandbox: Sandbox, params: Params) -> bool:
    chat = _chat_to_pin_in(sandbox, params)
    message = sandbox.world.message(chat, params.number("message_id"), "pin")
    if message["message_id"] in chat.pinned[-1:]:
        return True
    chat.pinned = [m for m in chat.pinned if m != message["message_id"]] + [message["message_id"]]
    sandbox.world.save_chat(chat)
    notice = sandbox.world.post(chat, sandbox.world.bot, {"pinned_message": message})
    sandbox.updates.push("message", notice)
    return True


async def unpin_chat_message(sandbox: Sandbox, params: Params) -> bool:
    chat = _chat_to_pin_in(sandbox, params)
    message_id = params.number("message_id") or (chat.pinned[-1] if chat.pinned else None)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    sandbox.world.save_chat(chat)
    return True


async def unpin_all_chat_messages(sandbox: Sandbox, params: Params) -> bool:
    chat = _chat_to_pin_in(sandbox, params)
    chat.pinned = []
    sandbox.world.save_chat(chat)
    return True


def _chat_to_pin_in(sandbox: Sandbox, params: Params) -> Chat:
    chat = sandbox.world.writable_chat(params.chat_id)
    if chat.kind != "private" and chat.bot != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat

"""The status of a person or of the bot in a chat, in Telegram's shapes."""

from bot.sandbox.shelf import Json
from bot.sandbox.world import Chat, World

RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_change_info", "can_invite_users",
    "can_pin_messages", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_send_welcome_messages",
)  # fmt: skip


def standing(user: Json, status: str) -> Json:
    """Return a ChatMember. The sandbox's status ``none`` is shown as ``left``."""
    member: Json = {"status": "left" if status == "none" else status, "user": user}
    if status == "administrator":
        denied = {"can_be_edited": False, "is_anonymous": False, "can_promote_members": False}
        return {**member, **dict.fromkeys(RIGHTS, True), **denied}
    if status == "creator":
        return {**member, "is_anonymous": False}
    if status == "kicked":
        return {**member, "until_date": 0}
    return member


def person_standing(world: World, chat: Chat, user_id: int) -> Json:
    if user_id == world.bot["id"]:
        return standing(world.bot, chat.bot)
    status = "member" if user_id in chat.members else "left"
    if chat.kind != "private" and chat.members[:1] == [user_id]:
        status = "creator"
    elif user_id in chat.administrators:
        status = "administrator"
    return standing(world.people[user_id].wire, status)


def change_of_bot(world: World, chat: Chat, actor: Json, before: str, after: str) -> Json:
    """Return the body of a ``my_chat_member`` update."""
    return {
        "chat": world.chat_wire(chat),
        "from": actor,
        "date": world.now(),
        "old_chat_member": standing(world.bot, before),
        "new_chat_member": standing(world.bot, after),
    }

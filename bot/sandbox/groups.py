"""Groups: their creation, their members, the bot's status in them, and the migration to a supergroup."""

from bot.sandbox.acts import person, stand
from bot.sandbox.errors import Unplayable
from bot.sandbox.shelf import Json
from bot.sandbox.state import Sandbox
from bot.sandbox.world import Chat


def found(sandbox: Sandbox, title: str, members: list[int], bot: str = "none", supergroup: bool = False) -> Chat:
    """Create a group. The first of ``members`` owns it. ``bot`` is the bot's status there, and ``none`` leaves the bot
    out."""
    if not members:
        raise Unplayable("a group needs an owner")
    for user_id in members:
        person(sandbox, user_id)
    number = sandbox.world.next_number("groups", start=4_000_000_000)
    chat_id, kind = (-1_000_000_000_000 - number, "supergroup") if supergroup else (-number, "group")
    chat = Chat(chat_id, kind, title, members=list(dict.fromkeys(members)))
    sandbox.world.save_chat(chat)
    if bot != "none":
        set_bot(sandbox, chat, bot)
    return chat


def group(sandbox: Sandbox, chat_id: int) -> Chat:
    chat = sandbox.world.chats.get(chat_id)
    if chat is None or chat.kind == "private":
        raise Unplayable(f"there is no group {chat_id}")
    return chat


def set_bot(sandbox: Sandbox, chat: Chat, status: str, actor_id: int | None = None) -> None:
    """Let a member (by default the owner) add, promote or remove the bot. If the bot is added, it gets two updates, as
    from Telegram: ``my_chat_member`` and the service message. If the bot is removed, it gets only
    ``my_chat_member``."""
    if status not in ("member", "administrator", "left", "kicked"):
        raise Unplayable(f"a bot cannot be {status}")
    actor = person(sandbox, actor_id or chat.members[0]).wire
    was_present = chat.bot_present
    stand(sandbox, chat, actor, status)
    if was_present != chat.bot_present:
        came = {"new_chat_members": [sandbox.world.bot]}
        notice = sandbox.world.post(chat, actor, came if chat.bot_present else {"left_chat_member": sandbox.world.bot})
        if chat.bot_present:
            sandbox.updates.push("message", notice)


def set_member(sandbox: Sandbox, chat: Chat, user_id: int, present: bool) -> None:
    someone = person(sandbox, user_id).wire
    if (user_id in chat.members) == present:
        return
    if present:
        chat.members.append(user_id)
    else:
        chat.members.remove(user_id)
    sandbox.world.save_chat(chat)
    notice: Json = {"new_chat_members": [someone]} if present else {"left_chat_member": someone}
    message = sandbox.world.post(chat, someone, notice)
    if chat.bot_present:
        sandbox.updates.push("message", message)


def migrate(sandbox: Sandbox, chat: Chat) -> Chat:
    """Turn a group into a supergroup with a new id. From now on, requests for the old id get the response 400 with
    ``migrate_to_chat_id``."""
    if chat.kind != "group" or chat.migrated_to:
        raise Unplayable("only a basic group can become a supergroup, once")
    number = sandbox.world.next_number("groups", start=4_000_000_000)
    new = Chat(
        -1_000_000_000_000 - number, "supergroup", chat.title, members=list(chat.members),
        administrators=list(chat.administrators), bot=chat.bot, migrated_from=chat.id,
    )  # fmt: skip
    sandbox.world.save_chat(new)
    owner = person(sandbox, chat.members[0]).wire
    leaving = sandbox.world.post(chat, owner, {"migrate_to_chat_id": new.id})
    chat.migrated_to = new.id
    sandbox.world.save_chat(chat)
    arriving = sandbox.world.post(new, owner, {"migrate_from_chat_id": chat.id})
    if new.bot_present:
        sandbox.updates.push("message", leaving)
        sandbox.updates.push("message", arriving)
    return new

"""The acts of people on their phones, and the updates that the bot gets for them."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.sandbox import things
from bot.sandbox.api.members import change_of_bot
from bot.sandbox.errors import Unplayable
from bot.sandbox.shelf import Json
from bot.sandbox.state import Sandbox
from bot.sandbox.text.entities import find_entities, trimmed, written
from bot.sandbox.text.markup import buttons
from bot.sandbox.things import carried, origin_of
from bot.sandbox.world import Chat, Person

SERVICE = ("new_chat_members", "left_chat_member", "pinned_message", "migrate_to_chat_id", "migrate_from_chat_id")


def person(sandbox: Sandbox, user_id: int) -> Person:
    if user_id not in sandbox.world.people:
        raise Unplayable(f"there is no person {user_id}")
    return sandbox.world.people[user_id]


def own_chat(sandbox: Sandbox, user_id: int, chat_id: int | None) -> Chat:
    """Return the chat ``chat_id`` on the phone of ``user_id``. If ``chat_id`` is None, it is the chat with the bot.
    Raises Unplayable if the person cannot write there."""
    author = person(sandbox, user_id)
    chat = sandbox.world.chats.get(user_id if chat_id is None else chat_id)
    if chat is None or user_id not in chat.members:
        raise Unplayable(f"{author.first_name} has no chat {chat_id}")
    if author.deactivated:
        raise Unplayable(f"the account of {author.first_name} is deactivated")
    if chat.migrated_to:
        raise Unplayable(f"the group goes on as {chat.migrated_to}")
    if chat.kind == "private" and chat.bot == "kicked":
        raise Unplayable(f"{author.first_name} has blocked the bot")
    return chat


def own_message(sandbox: Sandbox, chat: Chat, message_id: int) -> Json:
    found = next((m for m in sandbox.world.history(chat) if m["message_id"] == message_id), None)
    if found is None:
        raise Unplayable(f"there is no message {message_id} in chat {chat.id}")
    return found


def say(sandbox: Sandbox, user_id: int, text: str, chat_id: int | None = None, reply_to: int | None = None) -> Json:
    """Write ``text`` as the person ``user_id``. The person's first message in the private chat also starts the bot."""
    chat = own_chat(sandbox, user_id, chat_id)
    plain, _ = trimmed(text, [])
    if not plain:
        raise Unplayable("nobody can send an empty message")
    content = written(plain, find_entities(plain, []))
    if reply_to is not None:
        quoted = own_message(sandbox, chat, reply_to)
        content["reply_to_message"] = {k: v for k, v in quoted.items() if k != "reply_to_message"}
    return _write(sandbox, user_id, chat, content)


def _write(sandbox: Sandbox, user_id: int, chat: Chat, content: Json) -> Json:
    if chat.kind == "private" and chat.bot == "none":
        chat.bot = "member"
        sandbox.world.save_chat(chat)
    message = sandbox.world.post(chat, person(sandbox, user_id).wire, content)
    sandbox.world.mark_read(user_id, chat.id, message["message_id"])
    if _heard(sandbox, chat, message):
        sandbox.updates.push("message", message)
    return message


def _heard(sandbox: Sandbox, chat: Chat, message: Json) -> bool:
    """Whether the bot gets an update for ``message``. In a group, a bot that is not an administrator gets only
    commands, replies to its own messages, and service messages (privacy mode:
    core.telegram.org/bots/features#privacy-mode)."""
    if not chat.bot_present:
        return False
    if chat.kind == "private" or chat.bot == "administrator" or any(key in message for key in SERVICE):
        return True
    replied = message.get("reply_to_message", {}).get("from", {}).get("id") == sandbox.world.bot["id"]
    words = message.get("text", "").split(maxsplit=1)
    command = bool(words) and words[0].startswith("/")
    addressee = words[0].partition("@")[2] if command else ""
    return replied or (command and addressee.lower() in ("", sandbox.config.bot_username.lower()))


def attach(
    sandbox: Sandbox, user_id: int, name: str, content: bytes, caption: str = "", as_photo: bool = False,
    chat_id: int | None = None,
) -> Json:  # fmt: skip
    chat = own_chat(sandbox, user_id, chat_id)
    file = sandbox.files.wire(sandbox.files.keep(name, content, "photo" if as_photo else "document"))
    plain, _ = trimmed(caption, [])
    return _write(sandbox, user_id, chat, {**file, **written(plain, find_entities(plain, []), "caption")})


def give(sandbox: Sandbox, user_id: int, kind: str, chat_id: int | None = None, **details: Any) -> Json:
    """Send a voice message, a sticker, a location or another of ``things.KINDS``. ``details`` are fields of it."""
    chat = own_chat(sandbox, user_id, chat_id)
    return _write(sandbox, user_id, chat, things.content_of(sandbox.files, kind, details))


def rewrite(sandbox: Sandbox, user_id: int, chat_id: int, message_id: int, text: str) -> Json:
    """Edit a text message that the person ``user_id`` wrote."""
    chat = own_chat(sandbox, user_id, chat_id)
    old = own_message(sandbox, chat, message_id)
    if old["from"]["id"] != user_id or "text" not in old:
        raise Unplayable("only one's own text messages can be edited")
    kept = {key: value for key, value in old.items() if key not in ("text", "entities")}
    new = {**kept, "text": text, **written(text, find_entities(text, [])), "edit_date": sandbox.world.now()}
    sandbox.world.save_message(new, "edited")
    if _heard(sandbox, chat, new):
        sandbox.updates.push("edited_message", new)
    return new


def press(
    sandbox: Sandbox,
    user_id: int,
    chat_id: int,
    message_id: int,
    data: str | None = None,
    label: str | None = None,
) -> Json:
    """Press the inline button that has the data ``data`` or the label ``label``. Return ``{"query_id": …}``, or
    ``{"url": …}`` if the button opens a page."""
    chat = own_chat(sandbox, user_id, chat_id)
    message = own_message(sandbox, chat, message_id)
    wanted = {"callback_data": data} if data is not None else {"text": label}
    pressed = next((button for button in buttons(message) if wanted.items() <= button.items()), None)
    if pressed is None:
        raise Unplayable(f"message {message_id} has no button {data or label!r}")
    if "callback_data" not in pressed:
        return {"url": pressed.get("url", "")}
    query_id = str(sandbox.world.next_number("queries", start=4_400_000_000_000))
    sandbox.queries.ask(query_id, user_id)
    query = {
        "id": query_id,
        "from": person(sandbox, user_id).wire,
        "message": message,
        "chat_instance": str(abs(chat.id) * 7919),
        "data": pressed["callback_data"],
    }
    sandbox.updates.push("callback_query", query)
    return {"query_id": query_id}


def forward(sandbox: Sandbox, user_id: int, from_chat_id: int, message_id: int, to_chat_id: int) -> Json:
    """Forward a message to another chat on the same phone. The bot gets the same update as for any new message
    there."""
    person(sandbox, user_id)
    source_chat = sandbox.world.chats.get(from_chat_id)
    if source_chat is None or user_id not in source_chat.members:
        raise Unplayable(f"there is no chat {from_chat_id} on this phone")
    source = own_message(sandbox, source_chat, message_id)
    if source.get("has_protected_content"):
        raise Unplayable("this message is protected from forwarding")
    target = own_chat(sandbox, user_id, to_chat_id)
    return _write(sandbox, user_id, target, {**carried(source, keep_keyboard=False), **origin_of(source)})


def block(sandbox: Sandbox, user_id: int, blocked: bool) -> None:
    """Block the bot, or unblock it so that it may write again. The bot gets a ``my_chat_member`` update."""
    someone = person(sandbox, user_id)
    chat = sandbox.world.chats[user_id]
    after = "kicked" if blocked else "member"
    if chat.bot != after and not (chat.bot == "none" and not blocked):
        stand(sandbox, chat, someone.wire, after)


def deactivate(sandbox: Sandbox, user_id: int, deactivated: bool = True) -> None:
    """Delete the account, or restore it if ``deactivated`` is False. The bot gets no update, as with Telegram."""
    someone = person(sandbox, user_id)
    someone.deactivated = deactivated
    sandbox.world.save_person(someone)


def stand(sandbox: Sandbox, chat: Chat, actor: Json, after: str) -> None:
    before, chat.bot = chat.bot, after
    sandbox.world.save_chat(chat)
    sandbox.updates.push("my_chat_member", change_of_bot(sandbox.world, chat, actor, before, after))


def open_link(sandbox: Sandbox, user_id: int, link: str) -> Json:
    """Tap ``https://t.me/<bot>?start=<payload>`` and then Start, so that the person sends ``/start <payload>``."""
    parts = urlsplit(link)
    if parts.netloc != "t.me" or parts.path.strip("/").lower() != sandbox.config.bot_username.lower():
        raise Unplayable(f"{link} does not lead to the bot")
    if sandbox.world.chats[person(sandbox, user_id).id].bot == "kicked":
        block(sandbox, user_id, False)
    payload = parse_qs(parts.query).get("start", [""])[0]
    return say(sandbox, user_id, f"/start {payload}".strip())

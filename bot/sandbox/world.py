"""The sandbox's people, chats and messages, in the shapes of the Bot API.

A private chat has the id of its person, as in Telegram. ``Chat.bot`` is the bot's own status in the chat: ``none``
(never started or added), ``member``, ``administrator``, ``left`` or ``kicked``. In a private chat, ``kicked`` means
that the person blocked the bot.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.clock import Clock
from bot.sandbox.errors import Refusal, bad_request, forbidden
from bot.sandbox.live import Live
from bot.sandbox.shelf import Json, Shelf


@dataclass
class Person:
    """A Telegram account. The page labels the phone with ``persona`` (学生) and ``group`` (计科2301)."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    persona: str = ""
    group: str = ""
    deactivated: bool = False

    @property
    def wire(self) -> Json:
        names = {"last_name": self.last_name, "username": self.username}
        shown = {key: value for key, value in names.items() if value}
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            **shown,
            "language_code": "zh-hans",
        }


@dataclass
class Chat:
    id: int
    kind: str
    """One of ``private``, ``group`` and ``supergroup``."""
    title: str = ""
    members: list[int] = field(default_factory=list)
    administrators: list[int] = field(default_factory=list)
    bot: str = "none"
    pinned: list[int] = field(default_factory=list)
    keyboard: Json | None = None
    """The last reply keyboard that the bot set. The phone shows it below the text field."""
    migrated_to: int | None = None
    migrated_from: int | None = None

    @property
    def bot_present(self) -> bool:
        return self.bot in ("member", "administrator")


class World:
    """Everything that the phones show. Each change is written to the shelf at once."""

    def __init__(self, shelf: Shelf, live: Live, clock: Clock, bot: Json) -> None:
        self.shelf, self.live, self.clock, self.bot = shelf, live, clock, bot
        self.people = {int(key): Person(**doc) for key, doc in shelf.load("person")}
        self.chats = {int(key): Chat(**doc) for key, doc in shelf.load("chat")}
        self.read: dict[tuple[int, int], int] = {}
        self.messages: dict[int, dict[int, Json]] = {chat_id: {} for chat_id in self.chats}
        self._counters: dict[str, int] = {key: doc["at"] for key, doc in shelf.load("counter")}
        for key, doc in shelf.load("read"):
            user_id, chat_id = key.split("/")
            self.read[int(user_id), int(chat_id)] = doc["message_id"]
        stored = ((key.split("/"), doc) for key, doc in shelf.load("message"))
        for (chat_key, message_key), doc in sorted(stored, key=lambda item: int(item[0][1])):
            self.messages[int(chat_key)][int(message_key)] = doc

    def now(self) -> int:
        """Return the time of the sandbox's clock in Unix seconds. Every message gets this time as its date."""
        return int(self.clock.now().timestamp())

    def next_number(self, counter: str, start: int = 0) -> int:
        number = self._counters[counter] = self._counters.get(counter, start) + 1
        self.shelf.put("counter", counter, {"at": number})
        return number

    # people and chats

    def save_person(self, person: Person) -> None:
        self.people[person.id] = person
        self.shelf.put("person", str(person.id), asdict(person))
        if person.id not in self.chats:
            self.save_chat(Chat(person.id, "private", members=[person.id]))
        self.live.tell({"event": "people"})

    def save_chat(self, chat: Chat) -> None:
        self.chats[chat.id] = chat
        self.messages.setdefault(chat.id, {})
        self.shelf.put("chat", str(chat.id), asdict(chat))
        self.live.tell({"event": "chat", "chat_id": chat.id}, chat.members)

    def known_chat(self, chat_id: object) -> Chat:
        """Return the chat with this id. Raises 400 *chat not found* if there is no such chat, or if it is a group that
        never had the bot."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None or (chat.kind != "private" and chat.bot == "none"):
            raise bad_request("chat not found")
        return chat

    def writable_chat(self, chat_id: object) -> Chat:
        """Return the chat with this id. Raises Telegram's refusal if the bot may not write there now."""
        chat = self.known_chat(chat_id)
        if chat.migrated_to is not None:
            raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
        if not chat.bot_present or self._deactivated(chat):
            raise self._unreachable(chat)
        return chat

    def _deactivated(self, chat: Chat) -> bool:
        return chat.kind == "private" and self.people[chat.id].deactivated

    def _unreachable(self, chat: Chat) -> Refusal:
        if self._deactivated(chat):
            return forbidden("user is deactivated")
        if chat.kind == "private":
            started = "bot was blocked by the user", "bot can't initiate conversation with a user"
            return forbidden(started[chat.bot == "none"])
        verb = "was kicked from" if chat.bot == "kicked" else "is not a member of"
        return forbidden(f"bot {verb} the {chat.kind} chat")

    def chat_wire(self, chat: Chat) -> Json:
        if chat.kind != "private":
            return {"id": chat.id, "type": chat.kind, "title": chat.title}
        person = self.people[chat.id].wire
        names = {key: value for key, value in person.items() if key.endswith("name")}
        return {"id": chat.id, "type": "private", **names}

    # messages

    def post(self, chat: Chat, sender: Json, content: Json) -> Json:
        """Put a message into a chat. All private chats and basic groups share one counter of message ids, as in
        Telegram. Each supergroup has its own counter."""
        box = f"messages of {chat.id}" if chat.kind == "supergroup" else "messages"
        message_id = self.next_number(box)
        message = {
            "message_id": message_id,
            "from": sender,
            "chat": self.chat_wire(chat),
            "date": self.now(),
            **content,
        }
        self.save_message(message, "message")
        return message

    def save_message(self, message: Json, event: str) -> None:
        chat_id, message_id = message["chat"]["id"], message["message_id"]
        self.messages[chat_id][message_id] = message
        self.shelf.put("message", f"{chat_id}/{message_id}", message)
        self.live.tell({"event": event, "chat_id": chat_id, "message": message}, self.chats[chat_id].members)

    def drop_message(self, chat: Chat, message_id: int) -> None:
        del self.messages[chat.id][message_id]
        self.shelf.drop("message", f"{chat.id}/{message_id}")
        if message_id in chat.pinned:
            chat.pinned.remove(message_id)
            self.save_chat(chat)
        self.live.tell({"event": "gone", "chat_id": chat.id, "message_id": message_id}, chat.members)

    def message(self, chat: Chat, message_id: object, purpose: str) -> Json:
        """Return a message of the chat. Raises 400 *message to <purpose> not found* if the chat has no message with
        this id."""
        found = self.messages[chat.id].get(message_id) if isinstance(message_id, int) else None
        if found is None:
            raise bad_request(f"message to {purpose} not found")
        return found

    def history(self, chat: Chat) -> list[Json]:
        """Return all messages of a chat, oldest first. A supergroup's history begins with the history of its former
        basic group."""
        before = self.history(self.chats[chat.migrated_from]) if chat.migrated_from else []
        return before + list(self.messages[chat.id].values())

    def chats_of(self, user_id: int) -> Iterable[Chat]:
        return [c for c in self.chats.values() if user_id in c.members and c.migrated_to is None]

    def mark_read(self, user_id: int, chat_id: int, message_id: int) -> None:
        if message_id > self.read.get((user_id, chat_id), 0):
            self.read[user_id, chat_id] = message_id
            self.shelf.put("read", f"{user_id}/{chat_id}", {"message_id": message_id})

    def setting(self, name: str) -> Any:
        """Return a small value that the server keeps for the bot (its commands, its webhook), or ``None``."""
        doc = self.shelf.get("setting", name)
        return doc["value"] if doc else None

    def keep_setting(self, name: str, value: Any) -> None:
        self.shelf.put("setting", name, {"value": value})

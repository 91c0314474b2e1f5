"""One update as a handler sees it, and the replies that a handler returns.

A handler translates: plain values to one flow, a message name and values out. It sends nothing itself; its
replies are stored with the update and sent by the door, so that a crash can neither lose nor double its effect.
"""

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.domain.errors import Stale
from bot.messenger import Attachment, Button, Message
from bot.settings import Settings
from bot.store.people import Speaker

LARGEST_ID = 2**31 - 1
"""What a database takes for an id; it fails on more."""


class ReplyKind(StrEnum):
    SAY = "say"  # a new message
    EDIT = "edit"  # replaces the message whose button was pressed; a new one where there is none
    TOAST = "toast"  # a line over the chat
    ALERT = "alert"  # a box to close
    MENU = "menu"  # no message: the command menu becomes that of the person's roles today


@dataclass(frozen=True)
class Reply:
    kind: ReplyKind
    message: Message
    chat_id: int | None = None
    """Another chat than the one that spoke; then ``kind`` is SAY."""
    watches_push: int | None = None
    """The push whose progress this message shows from now on."""
    chart: dict[str, Any] | None = None
    """A picture to go with it, as ``charts.draw`` takes it: drawn when it goes out, not while the lock is held."""

    def dump(self) -> dict[str, Any]:
        attachment = self.message.attachment
        return {
            "kind": self.kind,
            "text": self.message.text,
            "buttons": [[[b.label, b.data, b.url] for b in row] for row in self.message.buttons],
            "file": attachment
            and [attachment.filename, base64.b64encode(attachment.content).decode(), attachment.is_photo],
            "chat_id": self.chat_id,
            "watches_push": self.watches_push,
            "chart": self.chart,
        }

    @classmethod
    def load(cls, row: dict[str, Any]) -> "Reply":
        file = row["file"]
        attachment = Attachment(file[0], base64.b64decode(file[1]), file[2]) if file else None
        buttons = tuple(tuple(Button(*cell) for cell in line) for line in row["buttons"])
        message = Message(row["text"], buttons, attachment)
        return cls(ReplyKind(row["kind"]), message, row["chat_id"], row["watches_push"], row.get("chart"))


@dataclass(frozen=True)
class Upload:
    """A file or photo that somebody sent, fetched only when asked for."""

    file_id: str
    filename: str
    size: int
    is_photo: bool
    content: bytes


@dataclass(frozen=True)
class Place:
    """The group in which something happened."""

    title: str
    present: bool | None = None
    """Whether the bot is in it now; None: nothing about that changed."""
    may_pin: bool = False
    moved_from: int | None = None
    moved_to: int | None = None


@dataclass
class FormChange:
    """What becomes of the speaker's form; kept with the replies, so that a screen that only looks may open one too."""

    made: bool = False
    form: str = ""
    """Empty: it is closed."""
    step: str = ""
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Talk:
    """What one person just did, and where to put the answer."""

    session: AsyncSession
    settings: Settings
    now: datetime
    telegram_id: int
    chat_id: int
    speaker: Speaker | None
    """Who is bound to this Telegram user; ``None`` for a stranger."""
    shut: bool | None = None
    """The private chat was just closed to the bot (blocked), or opened again; None: nothing about that changed."""
    text: str = ""
    args: tuple[str, ...] = ()
    """What stood behind a command, or behind the verb of a pressed button."""
    message_id: int | None = None
    callback_id: str | None = None
    upload: Upload | None = None
    form: str = ""
    step: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    """The open form, if any."""
    form_change: FormChange = field(default_factory=FormChange)
    username: str = ""
    bot_username: str = ""
    place: Place | None = None
    """The group; ``None`` in a private chat."""

    @property
    def me(self) -> Speaker:
        """The speaker, where the route already made sure that there is one."""
        if self.speaker is None:
            raise RuntimeError("the route let a stranger through")
        return self.speaker

    def number(self, place: int = 0) -> int:
        """An id out of a button's data. Raises ``Stale`` when the button never came from here."""
        try:
            number = int(self.args[place])
        except (IndexError, ValueError):
            raise Stale from None
        if abs(number) > LARGEST_ID:
            raise Stale
        return number

    def say(self, name: str, /, *, attachment: Attachment | None = None, **values: Any) -> Reply:
        return Reply(ReplyKind.SAY, self._message(name, attachment, values))

    def tell(self, chat_id: int, name: str, /, **values: Any) -> Reply:
        """Say something in another private chat."""
        return Reply(ReplyKind.SAY, self._message(name, None, values), chat_id=chat_id)

    def picture(self, name: str, chart: dict[str, Any], /, **values: Any) -> Reply:
        """A new message with a picture, the text below it (1024 characters at most)."""
        return Reply(ReplyKind.SAY, self._message(name, None, values), chart=chart)

    def edit(self, name: str, /, **values: Any) -> Reply:
        """Replace the pressed message (or say it, when a command asked)."""
        return Reply(ReplyKind.EDIT, self._message(name, None, values))

    def watch(self, push_id: int, name: str, /, **values: Any) -> Reply:
        """Like ``edit``; the message then shows the progress of the push."""
        return Reply(ReplyKind.EDIT, self._message(name, None, values), watches_push=push_id)

    def toast(self, name: str, /, **values: Any) -> Reply:
        return Reply(ReplyKind.TOAST, Message(render.plain(name, now=self.now, **values)))

    def alert(self, name: str, /, **values: Any) -> Reply:
        """A box that only who pressed sees (200 characters at most): the way to answer somebody in a group."""
        return Reply(ReplyKind.ALERT, Message(render.plain(name, now=self.now, **values)))

    def plain(self, name: str, /, **values: Any) -> str:
        """The words of a template for use inside something else: a label, a reason."""
        return render.plain(name, now=self.now, **values)

    def menu(self) -> Reply:
        """Give the person the command menu of his roles (after joining, or when they changed)."""
        return Reply(ReplyKind.MENU, Message(""))

    def _message(self, name: str, attachment: Attachment | None, values: dict[str, Any]) -> Message:
        return render.message(name, attachment=attachment, now=self.now, **values)


Replies = list[Reply] | Reply
Rest = Callable[[AsyncSession], Awaitable[Replies]]
"""The writing part of a handler that looked first: it is short, and it gets a session that can write."""
Handler = Callable[[Talk], Awaitable[Replies | Rest]]
Reader = Callable[[Talk], Awaitable[Replies | Rest | None]]
"""Reads text or a file; ``None`` means that the message is not for this reader, so the next one is asked."""


def listed(replies: Replies) -> list[Reply]:
    """What a handler returned, always as a list."""
    return [replies] if isinstance(replies, Reply) else replies

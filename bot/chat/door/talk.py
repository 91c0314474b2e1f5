"""One update as a handler sees it, and the replies that a handler returns.

A handler translates: it gives plain values to one flow and returns a message's name and values. It sends nothing
itself. Its replies are stored with the update and sent by the door, so a crash neither loses nor repeats an effect.
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
"""The largest id that the database accepts."""


class ReplyKind(StrEnum):
    SAY = "say"  # a new message
    EDIT = "edit"  # replaces the message whose button was pressed; a new one where there is none
    TOAST = "toast"  # a short line shown over the chat
    ALERT = "alert"  # a box that the person closes
    MENU = "menu"  # no message: sets the command menu to the person's present roles


@dataclass(frozen=True)
class Reply:
    kind: ReplyKind
    message: Message
    chat_id: int | None = None
    """Set when the reply goes to another chat than the speaker's; ``kind`` is SAY then."""
    watches_push: int | None = None
    """The push whose progress this message shows from now on."""
    chart: dict[str, Any] | None = None
    """The arguments of ``charts.draw`` for a picture; it is drawn when the reply is sent, not while a lock is held."""

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
    """A file or photo that a person sent; it is fetched only for handlers that want it."""

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
    """Whether the bot is in the group now; ``None`` when the update does not say."""
    may_pin: bool = False
    moved_from: int | None = None
    moved_to: int | None = None


@dataclass
class FormChange:
    """The change of the speaker's form. It is saved with the replies, so a handler that only looks may open a form."""

    made: bool = False
    form: str = ""
    """Empty when the form is closed."""
    step: str = ""
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Talk:
    """What one person just did, and the ways to answer."""

    session: AsyncSession
    settings: Settings
    now: datetime
    telegram_id: int
    chat_id: int
    speaker: Speaker | None
    """The person bound to this Telegram user; ``None`` for a stranger."""
    shut: bool | None = None
    """True when the person has just blocked the bot, False when they let it write again, else ``None``."""
    text: str = ""
    args: tuple[str, ...] = ()
    """The words behind a command, or behind the verb of a pressed button."""
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
        """The speaker, when the route's roles guarantee that there is one."""
        if self.speaker is None:
            raise RuntimeError("the route let a stranger through")
        return self.speaker

    def number(self, place: int = 0) -> int:
        """An id in a button's data. Raises ``Stale`` when it is none, because then the bot never made the button."""
        try:
            number = int(self.args[place])
        except (IndexError, ValueError):
            raise Stale from None
        if abs(number) > LARGEST_ID:
            raise Stale
        return number

    def page(self, place: int = 0) -> int:
        """The page in a button's data; 0 where the button or a command names none."""
        return self.number(place) if self.callback_id and len(self.args) > place else 0

    def say(self, name: str, /, *, attachment: Attachment | None = None, **values: Any) -> Reply:
        return Reply(ReplyKind.SAY, self._message(name, attachment, values))

    def tell(self, chat_id: int, name: str, /, **values: Any) -> Reply:
        """Say something in another private chat."""
        return Reply(ReplyKind.SAY, self._message(name, None, values), chat_id=chat_id)

    def picture(self, name: str, chart: dict[str, Any], /, **values: Any) -> Reply:
        """A new message with a picture, the text below it (1024 characters at most)."""
        return Reply(ReplyKind.SAY, self._message(name, None, values), chart=chart)

    def edit(self, name: str, /, **values: Any) -> Reply:
        """Replace the pressed message; after a command, send a new one."""
        return Reply(ReplyKind.EDIT, self._message(name, None, values))

    def watch(self, push_id: int, name: str, /, **values: Any) -> Reply:
        """Like ``edit``; the message then shows the progress of the push."""
        return Reply(ReplyKind.EDIT, self._message(name, None, values), watches_push=push_id)

    def toast(self, name: str, /, **values: Any) -> Reply:
        return Reply(ReplyKind.TOAST, Message(render.plain(name, now=self.now, **values)))

    def alert(self, name: str, /, **values: Any) -> Reply:
        """A box that only the presser sees (200 characters at most). It is how a person is answered in a group."""
        return Reply(ReplyKind.ALERT, Message(render.plain(name, now=self.now, **values)))

    def plain(self, name: str, /, **values: Any) -> str:
        """The text of a template without buttons, for a label or a reason."""
        return render.plain(name, now=self.now, **values)

    def menu(self) -> Reply:
        """Set the command menu to the person's roles, after they joined or their roles changed."""
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

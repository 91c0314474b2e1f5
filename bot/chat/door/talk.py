"""One update as a handler sees it, and the replies that a handler returns.

A handler translates: it gives plain values to one flow and returns the name and the values of a message. It sends
nothing itself. The door stores its replies with the update and sends them. So a crash never loses or repeats an effect.
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
    EDIT = "edit"  # replaces the pressed message, or sends a new one after a command
    TOAST = "toast"  # a short line shown over the chat
    ALERT = "alert"  # a pop-up that the person closes
    MENU = "menu"  # sends no message: it sets the command menu to the person's present roles


@dataclass(frozen=True)
class Reply:
    kind: ReplyKind
    message: Message
    chat_id: int | None = None
    """The chat that gets the reply if it is not the speaker's chat. ``kind`` is then SAY or MENU."""
    watches_push: int | None = None
    """The id of the push whose progress this message shows from now on."""
    chart: dict[str, Any] | None = None
    """The arguments of ``charts.draw``.

    The picture is drawn when the reply is sent, so that no lock is held meanwhile.
    """

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
    """A file or photo that a person sent. It is fetched only for handlers that need it."""

    file_id: str
    filename: str
    size: int
    is_photo: bool
    content: bytes


@dataclass(frozen=True)
class Place:
    """The group in which the update happened."""

    title: str
    present: bool | None = None
    """Whether the bot is in the group now, or None if the update does not say this."""
    may_pin: bool = False
    moved_from: int | None = None
    moved_to: int | None = None


@dataclass
class FormChange:
    """The change of the speaker's form.

    It is saved with the replies, so that a handler that only reads may open a form.
    """

    made: bool = False
    form: str = ""
    """The name of the form, or empty if the form is closed."""
    step: str = ""
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Talk:
    """One update of one person, and the methods that build the replies."""

    session: AsyncSession
    settings: Settings
    now: datetime
    telegram_id: int
    chat_id: int
    speaker: Speaker | None
    """The person who is bound to this Telegram user, or None for a stranger."""
    shut: bool | None = None
    """True if the person has just blocked the bot, False if they have just unblocked it, otherwise None."""
    text: str = ""
    sent: str = ""
    """The kind of the message in Telegram's words, such as ``voice`` or ``sticker``. It is empty for a press."""
    args: tuple[str, ...] = ()
    """The words after a command, or the words after the prefix of a pressed button's data."""
    message_id: int | None = None
    callback_id: str | None = None
    upload: Upload | None = None
    form: str = ""
    step: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    """``form``, ``step`` and ``values`` describe the open form. They are empty if no form is open.

    After a press on a preview, they describe the form as the preview shows it.
    """
    run: str = ""
    """The run of the draft that was pressed, or empty if the button belongs to no draft."""
    form_change: FormChange = field(default_factory=FormChange)
    username: str = ""
    bot_username: str = ""
    place: Place | None = None
    """The group, or None in a private chat."""

    @property
    def me(self) -> Speaker:
        """The speaker of a route that excludes strangers. Raises RuntimeError if the speaker is a stranger."""
        if self.speaker is None:
            raise RuntimeError("the route let a stranger through")
        return self.speaker

    @property
    def words(self) -> str:
        """The text after a command, with its line breaks. It is empty if the command was pressed or has no words."""
        return "" if self.callback_id else self.text.partition(" ")[2].strip() or self.text.partition("\n")[2].strip()

    def number(self, place: int = 0) -> int:
        """The id at position ``place`` of the button data.

        Raises Stale for an invalid id, because the bot makes no such button.
        """
        try:
            number = int(self.args[place])
        except (IndexError, ValueError):
            raise Stale from None
        if abs(number) > LARGEST_ID:
            raise Stale
        return number

    def page(self, place: int = 0) -> int:
        """The page number at position ``place`` of the button data. It is 0 if the button or command contains none."""
        return self.number(place) if self.callback_id and len(self.args) > place else 0

    def say(self, name: str, /, *, attachment: Attachment | None = None, **values: Any) -> Reply:
        return Reply(ReplyKind.SAY, self._message(name, attachment, values))

    def tell(self, chat_id: int, name: str, /, **values: Any) -> Reply:
        """Send a message to another private chat."""
        return Reply(ReplyKind.SAY, self._message(name, None, values), chat_id=chat_id)

    def picture(self, name: str, chart: dict[str, Any], /, **values: Any) -> Reply:
        """Send a new message with a picture. The text below the picture has at most 1024 characters."""
        return Reply(ReplyKind.SAY, self._message(name, None, values), chart=chart)

    def edit(self, name: str, /, **values: Any) -> Reply:
        """Replace the pressed message. After a command, send a new message."""
        return Reply(ReplyKind.EDIT, self._message(name, None, values))

    def watch(self, push_id: int, name: str, /, **values: Any) -> Reply:
        """Reply like ``edit``. From then on, the message shows the progress of the push."""
        return Reply(ReplyKind.EDIT, self._message(name, None, values), watches_push=push_id)

    def toast(self, name: str, /, **values: Any) -> Reply:
        return Reply(ReplyKind.TOAST, Message(render.plain(name, now=self.now, **values)))

    def alert(self, name: str, /, **values: Any) -> Reply:
        """Answer with a pop-up that only the presser sees, with at most 200 characters.

        In a group, this is the usual answer.
        """
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
"""The second part of a handler that reads first and then writes. It must be short, and its session can write."""
Handler = Callable[[Talk], Awaitable[Replies | Rest]]
Reader = Callable[[Talk], Awaitable[Replies | Rest | None]]
"""Reads text or a file. If it returns None, the message is not for this reader, and the next reader is tried."""


def listed(replies: Replies) -> list[Reply]:
    """The replies of a handler, always as a list."""
    return [replies] if isinstance(replies, Reply) else replies

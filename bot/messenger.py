"""The port to Telegram. Every message of the bot leaves through a ``Messenger``."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True)
class Button:
    """One inline button. A press sends ``data`` (at most 64 bytes) to the bot, or opens ``url``. Exactly one is set."""

    label: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Attachment:
    """A picture or file sent with a message, whose text becomes the caption (at most 1024 characters)."""

    filename: str
    content: bytes
    is_photo: bool = False


@dataclass(frozen=True)
class Message:
    """A finished message: HTML text and rows of buttons."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    attachment: Attachment | None = None


class Failure(StrEnum):
    """How a send can fail. The caller decides how to react."""

    RETRY_LATER = "retry_later"  # 429: Telegram refused it; it was not delivered
    NOT_SENT = "not_sent"  # it failed before the request left; it was not delivered
    UNCERTAIN = "uncertain"  # timeout or 5xx after the request left: it may have been delivered
    BLOCKED = "blocked"  # 403 bot was blocked by the user
    DEACTIVATED = "deactivated"  # 403 user is deactivated
    NOT_FOUND = "not_found"  # 400 chat not found
    NOT_STARTED = "not_started"  # 403 bot can't initiate conversation: this person never pressed Start
    KICKED = "kicked"  # 403 the bot is not in the group any more
    MIGRATED = "migrated"  # 400 the group became a supergroup
    UNCHANGED = "unchanged"  # 400 the edit found nothing to change
    GONE = "gone"  # 400 the message to edit or pin is not there
    NO_RIGHT = "no_right"  # 400 the bot lacks a right in this group
    BUG = "bug"  # any other 400: our own mistake


class SendFailed(Exception):
    """A send failed. With ``UNCERTAIN``, the message may have arrived."""

    def __init__(
        self, kind: Failure, detail: str = "", *, retry_after: float = 0.0, new_chat_id: int | None = None
    ) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail
        self.retry_after = retry_after
        self.new_chat_id = new_chat_id


class Messenger(Protocol):
    """Sends, edits and pins messages. It raises ``SendFailed`` and no other error."""

    @property
    def username(self) -> str:
        """Return the bot's username without @, for links to the bot."""
        ...

    async def send(self, chat_id: int, message: Message) -> int:
        """Deliver a new message and return its id."""
        ...

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        """Replace the text and buttons of a sent message."""
        ...

    async def pin(self, chat_id: int, message_id: int) -> None:
        """Pin a message of a group silently. A second call changes nothing."""
        ...

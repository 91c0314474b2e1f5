"""Checks who may use a handler, finds the group of an update, and builds the replies to a refused update."""

from typing import Any

from telegram import Update
from telegram.constants import ChatMemberStatus, ChatType

from bot import render
from bot.chat.door import joining
from bot.chat.door.talk import Place, Reply, ReplyKind, Talk
from bot.domain.errors import NotAllowed
from bot.domain.people import Role
from bot.messenger import Message

ALERT_LENGTH = 200
GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


def placed(update: Update) -> Place | None:
    """The group of an update, or None in a private chat."""
    chat = update.effective_chat
    if chat is None or chat.type not in GROUPS:
        return None
    change, message = update.my_chat_member, update.message
    status = change.new_chat_member.status if change else None
    return Place(
        title=chat.title or "",
        present=status not in OUT if status else None,
        may_pin=status == ChatMemberStatus.ADMINISTRATOR,
        moved_from=message.migrate_from_chat_id if message else None,
        moved_to=message.migrate_to_chat_id if message else None,
    )


def shut(update: Update) -> bool | None:
    """True if the person has just blocked the bot, False if they have just unblocked it, otherwise None."""
    change = update.my_chat_member
    if change is None or change.chat.type != ChatType.PRIVATE:
        return None
    return change.new_chat_member.status in OUT


def say(name: str, /, **values: Any) -> Reply:
    return Reply(ReplyKind.SAY, render.message(name, **values))


def refusals(update: Update, sentence: str) -> list[Reply]:
    """The replies to a refused update.

    A press is answered by a pop-up if the sentence fits in it. Any other refusal is a message. In a group, no message
    is sent, because other people would read it.
    """
    if update.callback_query is not None and (len(sentence) <= ALERT_LENGTH or placed(update)):
        return [Reply(ReplyKind.ALERT, Message(sentence))]
    if placed(update):
        return []
    words = update.message.text or "" if update.message else "/"
    return [say("refusal", sentence=sentence, typed=not words.startswith("/"))]


async def gate(talk: Talk, roles: tuple[Role, ...] | None) -> list[Reply] | None:
    """The replies that are sent instead of calling the handler, or None if the handler may run.

    A stranger is shown how to join. A person with a pending bond is first asked for both consents. Raises NotAllowed
    if the person has none of the ``roles``.
    """
    if roles is None:
        return None
    if talk.speaker is None or joining.pending(talk):
        return [await joining.met(talk)]
    if roles and not talk.speaker.holds(*roles):
        raise NotAllowed
    return None

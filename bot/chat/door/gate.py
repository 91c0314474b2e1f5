"""Who may pass the door, where something happened, and what a refusal looks like there."""

from typing import Any

from telegram import Update
from telegram.constants import ChatMemberStatus, ChatType

from bot import render
from bot.chat.door.talk import Place, Reply, ReplyKind, Talk
from bot.domain.errors import NotAllowed
from bot.domain.people import BondState, Role
from bot.messenger import Message

ALERT_LENGTH = 200
GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


def placed(update: Update) -> Place | None:
    """None in a private chat."""
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
    """Whether a person has just blocked the bot (True) or lets it write again (False); None: neither."""
    change = update.my_chat_member
    if change is None or change.chat.type != ChatType.PRIVATE:
        return None
    return change.new_chat_member.status in OUT


def say(name: str, /, **values: Any) -> Reply:
    return Reply(ReplyKind.SAY, render.message(name, **values))


def refusals(update: Update, sentence: str) -> list[Reply]:
    """A refused press is answered over the chat when it fits there; anything else below the conversation.

    A group's conversation is left alone: others read it.
    """
    if update.callback_query is not None and (len(sentence) <= ALERT_LENGTH or placed(update)):
        return [Reply(ReplyKind.ALERT, Message(sentence))]
    if placed(update):
        return []
    words = update.message.text or "" if update.message else "/"
    return [say("refusal", sentence=sentence, typed=not words.startswith("/"))]


def gate(talk: Talk, roles: tuple[Role, ...] | None) -> list[Reply] | None:
    """Who may pass. A stranger is shown how to join; a pending bond is asked for consent before anything else."""
    if roles is None:
        return None
    if talk.speaker is None:
        return [talk.say("join/stranger")]
    if talk.speaker.state == BondState.PENDING:
        return [talk.say("join/consent", name=talk.speaker.name, taken_over=True)]
    if roles and not talk.speaker.holds(*roles):
        raise NotAllowed
    return None

"""The bot's own standing in a chat changed: a person blocked it or came back, a group took it in or put it out."""

from bot.chat.chain import groups
from bot.chat.door.talk import Replies, Talk
from bot.flows.publishing import catch_up


async def standing(talk: Talk) -> Replies:
    """Nothing is answered: who blocks hears nothing, who comes back presses /start."""
    if talk.place is not None:
        return await groups.standing(talk)
    if talk.shut:
        await catch_up.chat_shut(talk.session, talk.telegram_id)
    elif talk.shut is not None:
        await catch_up.chat_open(talk.session, talk.telegram_id)
    return []

"""The bot's own membership changed: a person blocked or unblocked it, or a group added or removed it."""

from bot.chat.chain import groups
from bot.chat.door.talk import Replies, Talk
from bot.flows.publishing import catch_up


async def standing(talk: Talk) -> Replies:
    """A person gets no reply: after blocking none arrives, and after coming back they press /start."""
    if talk.place is not None:
        return await groups.standing(talk)
    if talk.shut:
        await catch_up.chat_shut(talk.session, talk.telegram_id)
    elif talk.shut is not None:
        await catch_up.chat_open(talk.session, talk.telegram_id)
    return []

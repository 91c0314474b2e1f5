"""Changes of the bot's own membership: a person blocks or unblocks the bot, or a group adds or removes it."""

from bot.chat.chain import groups
from bot.chat.door.talk import Replies, Talk
from bot.flows.publishing import catch_up


async def standing(talk: Talk) -> Replies:
    """Record the change.

    A person gets no reply. After blocking, no message arrives, and after unblocking, they press /start.
    """
    if talk.place is not None:
        return await groups.standing(talk)
    if talk.shut:
        await catch_up.chat_shut(talk.session, talk.telegram_id)
    elif talk.shut is not None:
        await catch_up.chat_open(talk.session, talk.telegram_id)
    return []

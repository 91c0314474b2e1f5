"""The rollover to the new school year (换届), after a preview."""

from bot.chat.door.talk import Replies, Talk
from bot.flows.register import rollover


async def preview(talk: Talk) -> Replies:
    return talk.edit("rollover/preview", found=await rollover.preview(talk.session, talk.now))


async def go(talk: Talk) -> Replies:
    """Roll the school year over.

    The button data contains the year of the preview, so that an old button does nothing later.
    """
    return talk.edit("rollover/done", found=await rollover.confirmed(talk.session, talk.number(), talk.now))

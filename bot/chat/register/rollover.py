"""换届: roll the school year over, after a preview."""

from bot.chat.door.talk import Replies, Talk
from bot.flows.register import rollover


async def preview(talk: Talk) -> Replies:
    return talk.edit("rollover/preview", found=await rollover.preview(talk.session, talk.now))


async def go(talk: Talk) -> Replies:
    """The button holds the year of its preview, so an old button pressed a year later does nothing."""
    return talk.edit("rollover/done", found=await rollover.confirmed(talk.session, talk.number(), talk.now))

"""换届: the school year is rolled over, after its preview."""

from bot.chat.door.talk import Replies, Talk
from bot.flows.register import rollover


async def preview(talk: Talk) -> Replies:
    return talk.edit("rollover/preview", found=await rollover.preview(talk.session, talk.now))


async def go(talk: Talk) -> Replies:
    """``year`` in the button is that of the preview: an old one, pressed a year later, does nothing."""
    return talk.edit("rollover/done", found=await rollover.confirmed(talk.session, talk.number(), talk.now))

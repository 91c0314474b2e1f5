"""/help and /privacy: the functions for the speaker's roles, and the data that the bot keeps about them."""

from bot.chat.door.talk import Replies, Talk
from bot.domain.people import Role


async def show(talk: Talk) -> Replies:
    if talk.speaker is None:
        return talk.edit("join/stranger")
    roles = {seat.role.value for seat in talk.speaker.seats}
    return talk.edit("help", roles=roles, name=talk.speaker.name, filing=bool(talk.settings.filing_permit))


async def privacy(talk: Talk) -> Replies:
    return talk.edit("privacy", bound=talk.speaker is not None)


async def stranger(talk: Talk) -> Replies:
    """Show a stranger how to join."""
    return talk.say("join/stranger")


async def not_understood(talk: Talk) -> Replies:
    """Answer a message from a bound person that no other handler answers."""
    staff = talk.me.holds(Role.OFFICE, Role.COLLEGE)
    lookout = not staff and talk.upload is not None and talk.upload.is_photo
    return talk.say("unknown", staff=staff, lookout=lookout, sent_file=talk.upload is not None)

"""What the bot can do for the person who asks, and what it keeps of him."""

from bot.chat.care import ask
from bot.chat.door.talk import Replies, Talk
from bot.domain.people import BondState, Role


async def show(talk: Talk) -> Replies:
    if talk.speaker is None:
        return talk.edit("join/stranger")
    roles = {seat.role.value for seat in talk.speaker.seats}
    return talk.edit("help", roles=roles, name=talk.speaker.name, filing=bool(talk.settings.filing_permit))


async def privacy(talk: Talk) -> Replies:
    return talk.edit("privacy", bound=talk.speaker is not None)


async def unknown(talk: Talk) -> Replies:
    """Text, a file or a sticker that nobody asked for."""
    if talk.speaker is None:
        return talk.say("join/stranger")
    words = talk.text.strip()
    if talk.speaker.is_student and talk.speaker.state == BondState.BOUND and words and not words.startswith("/"):
        return await ask.offer(talk)
    staff = talk.speaker.holds(Role.OFFICE, Role.COLLEGE)
    lookout = not staff and talk.upload is not None and talk.upload.is_photo
    return talk.say("unknown", staff=staff, lookout=lookout, sent_file=talk.upload is not None)

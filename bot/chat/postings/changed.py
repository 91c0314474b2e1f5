"""The card of a published announcement after it was corrected or withdrawn."""

from bot.chat.door.talk import Reply, Talk
from bot.flows.publishing import published


async def card(talk: Talk, announcement_id: int) -> Reply:
    """Show the card. From now on, the card updates itself with the number of messages edited so far."""
    shown = await published.card(talk.session, announcement_id, talk.now)
    if shown.push is None:
        return talk.edit("published/card", card=shown)
    return talk.watch(shown.push.id, "published/card", card=shown)

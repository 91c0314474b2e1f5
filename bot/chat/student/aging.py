"""Old wishes: one tap confirms them (还是这些)."""

from bot.chat.door.talk import Replies, Talk, listed
from bot.chat.student import interests as cards
from bot.chat.wishes import wishes
from bot.flows.delivery.opened import opened
from bot.flows.wishes import aging


async def renew(talk: Talk) -> Replies:
    """Confirm the student's wishes.

    ``renew:DELIVERY`` is pressed in the message that asks, and this message is shown again. ``renew`` is pressed on the
    screen of /wishes.
    """
    if talk.args:
        delivery = await opened(talk.session, talk.number(), talk.me, talk.now)
        await aging.renew(talk.session, talk.me.person_id, talk.now)
        return [talk.toast("aging/renewed"), await cards.shown_again(talk, delivery)]
    await aging.renew(talk.session, talk.me.person_id, talk.now)
    return [talk.toast("aging/renewed"), *listed(await wishes.show(talk))]

"""Explains why a posting was sent (为什么推给我) or was not sent (为什么没推给我) to the student."""

from bot.chat.door.talk import Replies, Reply, Talk
from bot.flows.delivery.opened import opened
from bot.flows.matching import why
from bot.flows.student import interests


async def of_posting(talk: Talk) -> Replies:
    """Explain a posting that the student looked up: ``why:POSTING:PAGE:FROM``.

    The back button (返回) leads to the posting's card, and from there to the list that FROM names. A closed posting has
    no card. So from the list of closed postings (``c``), the back button leads to that list.
    """
    if talk.args[2:3] == ("c",):
        return await _answer(talk, talk.number(), f"search_past:{talk.number(1)}")
    behind = ":".join(talk.args[1:3])
    return await _answer(talk, talk.number(), f"fit:{talk.number()}" + (f":{behind}" if behind else ":0"))


async def of_delivery(talk: Talk) -> Replies:
    """Explain a posting that was sent: ``why_sent:DELIVERY:POSTING``.

    If the delivery has several postings, the student chooses one first.
    """
    delivery = await opened(talk.session, talk.number(), talk.me, talk.now)
    named = talk.number(1) if len(talk.args) > 1 else None
    posting_id = interests.one_of(delivery, named)
    if posting_id is None:
        values = await interests.detail(talk.session, delivery)
        return talk.edit("receipts/choose", delivery=delivery.id, verb="why_sent", **values)
    return await _answer(talk, posting_id, f"back:{delivery.id}")


async def _answer(talk: Talk, posting_id: int, back: str) -> Reply:
    found = await why.explain(talk.session, talk.me.person_id, posting_id, talk.now)
    return talk.edit("why/show", answer=found, back=back)

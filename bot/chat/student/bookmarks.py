"""/saved: the postings that a student saved, and the save button under a message (收藏)."""

from dataclasses import replace

from bot.chat.door.talk import Replies, Talk
from bot.chat.door.talk import listed as replies_of
from bot.chat.student import interests as cards
from bot.domain.paging import paged
from bot.flows.delivery.opened import opened
from bot.flows.student import bookmarks, interests

PAGE = 5


async def listed(talk: Talk) -> Replies:
    found = await bookmarks.mine(talk.session, talk.me.person_id, talk.now)
    shown = paged(found, talk.page(), PAGE)
    return talk.edit("saved/list", kept=shown.lines, **shown.turns)


async def keep(talk: Talk) -> Replies:
    """Save a posting of a delivery: ``keep:DELIVERY:POSTING``. A second press removes it.

    If the delivery has several postings, the student chooses one first.
    """
    delivery = await opened(talk.session, talk.number(), talk.me, talk.now)
    named = talk.number(1) if len(talk.args) > 1 and talk.args[1] else None
    posting_id = interests.one_of(delivery, named)
    if posting_id is None:
        values = await interests.detail(talk.session, delivery)
        return talk.edit("receipts/choose", delivery=delivery.id, verb="keep", **values)
    kept = await bookmarks.toggle(talk.session, talk.me.person_id, posting_id, talk.now)
    return [talk.toast("saved/kept", kept=kept), await cards.shown_again(talk, delivery)]


async def drop(talk: Talk) -> Replies:
    """Remove a posting from the list.

    The list needs this button, because a closed posting has no card with a save button.
    """
    await bookmarks.let_go(talk.session, talk.me.person_id, talk.number())
    return [talk.toast("saved/kept", kept=False), *replies_of(await listed(replace(talk, args=())))]

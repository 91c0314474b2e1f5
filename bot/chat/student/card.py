"""One open posting that a student looked up: its whole text, how it fits, and what the student can do with it.

The button data is ``fit:POSTING:PAGE:FROM``. FROM names the list to which the back button (返回) leads.
"""

from bot.chat.door.talk import Replies, Reply, Talk
from bot.chat.student import recommend
from bot.flows.matching import own_list, search
from bot.flows.student import bookmarks
from bot.store.student import interests

LISTS = {"": "fits", "s": "search", "k": "saved"}


async def show(talk: Talk) -> Replies:
    return await _card(talk)


async def want(talk: Talk) -> Replies:
    """Record that the student is interested (有意向), even if the posting was never sent to them."""
    posting_id = talk.number()
    news = await search.want(talk.session, talk.me, posting_id, talk.now)
    question = await recommend.question(talk, posting_id) if news else []
    return [talk.toast("receipts/wanted"), await _card(talk), *question]


async def keep(talk: Talk) -> Replies:
    """Save the posting (收藏). If it is already saved, remove it."""
    kept = await bookmarks.toggle(talk.session, talk.me.person_id, talk.number(), talk.now)
    return [talk.toast("saved/kept", kept=kept), await _card(talk)]


async def _card(talk: Talk) -> Reply:
    me, posting_id = talk.me.person_id, talk.number()
    page = talk.page(1)
    origin = talk.args[2] if len(talk.args) > 2 and talk.args[2] in LISTS else ""
    found = await own_list.one_for(talk.session, me, posting_id, talk.now)
    return talk.edit(
        "student/fit",
        posting=found.posting,
        announcement=found.announcement,
        employer=found.employer,
        reasons=found.reasons,
        fits=found.fits,
        mark=(await interests.marks(talk.session, me, [posting_id])).get(posting_id, ""),
        kept=posting_id in await bookmarks.kept(talk.session, me, [posting_id]),
        delivery=await own_list.delivery_of(talk.session, me, found.announcement),
        page=page,
        origin=origin,
        list=LISTS[origin],
    )

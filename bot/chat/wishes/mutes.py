"""The mutes of a student (不再推荐): employers and categories whose postings the student does not want.

One tap ends a mute.
"""

from bot.chat.door.talk import Replies, Reply, Talk
from bot.domain.errors import Stale
from bot.domain.postings.announcement import Unfit
from bot.flows.wishes import mutes

EMPLOYER, CATEGORY = "e", "c"


async def offered(talk: Talk, posting_id: int, reason: Unfit) -> list[Reply]:
    """Offer to mute what ``reason`` names, after the student pressed 不合适.

    Nothing is muted until the student accepts the offer.
    """
    found = await mutes.offer(talk.session, talk.me.person_id, posting_id, reason)
    return [] if found is None else [talk.say("mutes/offer", offer=found)]


async def put(talk: Talk) -> Replies:
    """Mute the employer (``mute:e:POSTING``) or the category (``mute:c:POSTING``) of a posting."""
    kind = talk.args[0] if talk.args else ""
    if kind == EMPLOYER:
        employer = await mutes.employer_of(talk.session, talk.me.person_id, talk.number(1))
        return talk.edit("mutes/done", name=employer.name, category="", undo=f"{EMPLOYER}:{employer.id}")
    if kind != CATEGORY:
        raise Stale
    category = await mutes.category_of(talk.session, talk.me.person_id, talk.number(1))
    return talk.edit("mutes/done", name="", category=category, undo=f"{CATEGORY}:{category}")


async def keep(talk: Talk) -> Replies:
    """Remove the offer without muting anything (不用)."""
    return talk.edit("mutes/kept")


async def lift(talk: Talk) -> Replies:
    if len(talk.args) < 2:
        raise Stale
    kind, what = talk.args[:2]
    if kind == EMPLOYER:
        await mutes.lift(talk.session, talk.me.person_id, employer=talk.number(1))
    elif kind == CATEGORY:
        await mutes.lift(talk.session, talk.me.person_id, category=what)
    else:
        raise Stale
    return [talk.toast("mutes/lifted"), await _list(talk)]


async def listed(talk: Talk) -> Replies:
    return await _list(talk)


async def _list(talk: Talk) -> Reply:
    return talk.edit("mutes/list", muted=await mutes.of(talk.session, talk.me.person_id))

"""/applications: a student's applications by stage. The student opens an application, changes its stage or drops it."""

from bot.chat.door.talk import Replies, Reply, Talk
from bot.domain.errors import Stale
from bot.domain.paging import paged
from bot.domain.postings.announcement import STAGES, Attitude
from bot.flows.student import applications

PAGE = 6


async def show(talk: Talk) -> Replies:
    return await _list(talk, talk.page())


async def card(talk: Talk) -> Replies:
    return await _card(talk, talk.number())


async def stage(talk: Talk) -> Replies:
    """Set the stage 有意向, 已投递, 面试 or 录用, in any order. A button below undoes the change."""
    try:
        chosen = Attitude(talk.args[1])
    except (IndexError, ValueError):
        raise Stale from None
    if chosen not in STAGES:
        raise Stale
    before = await applications.put(talk.session, talk.me.person_id, talk.number(), chosen, talk.now)
    return await _card(talk, talk.number(), before if before != chosen else None)


async def drop(talk: Talk) -> Replies:
    """Drop the application (不再跟进)."""
    before = await applications.put(talk.session, talk.me.person_id, talk.number(), None, talk.now)
    if before is None:
        raise Stale
    return talk.edit("applications/dropped", posting=talk.number(), before=before.value)


async def _card(talk: Talk, posting_id: int, before: Attitude | None = None) -> Reply:
    found = await applications.one(talk.session, talk.me.person_id, posting_id)
    return talk.edit(
        "applications/card",
        interest=found.interest,
        posting=found.posting,
        announcement=found.announcement,
        employer=found.employer,
        stages=[each.value for each in STAGES],
        before=before.value if before else "",
    )


async def _list(talk: Talk, page: int) -> Reply:
    found = await applications.mine(talk.session, talk.me.person_id)
    counts = {each.value: sum(one.interest.attitude == each for one in found) for each in STAGES}
    shown = paged(found, page, PAGE)
    return talk.edit("applications/list", found=shown.lines, counts=counts, **shown.turns)

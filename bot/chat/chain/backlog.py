"""The classes whose announcements wait (未转发的班级), and the next step for each."""

from bot.chat.door.talk import Replies, Talk
from bot.domain.errors import Stale
from bot.domain.paging import paged
from bot.domain.people import Role
from bot.flows.chain import backlog

A_PAGE = 6


async def show(talk: Talk) -> Replies:
    shown = paged(await backlog.listed(talk.session, talk.me, talk.now), talk.page(), A_PAGE)
    return talk.edit("chain/backlog", shown=shown.lines, **shown.turns)


async def card(talk: Talk) -> Replies:
    seen = await backlog.card(talk.session, talk.number(), talk.me, talk.now)
    return talk.edit("chain/backlog_class", card=seen, college=talk.me.units(Role.COLLEGE))


async def remind(talk: Talk) -> Replies:
    """Send the class's report again to its cadres (提醒班干部) or its counsellors (请辅导员转发)."""
    if talk.args[1:] not in [(helper,) for helper in backlog.HELPERS]:
        raise Stale
    seen = await backlog.remind(talk.session, talk.number(), talk.args[1], talk.me, talk.now)
    return talk.toast("chain/backlog_reminded", helper=talk.args[1], card=seen)

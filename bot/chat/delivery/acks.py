"""/warnings: how many students of each class pressed 我已了解, and the names of those who did not."""

from bot.chat.door.talk import Replies, Talk
from bot.domain.paging import paged
from bot.flows.delivery import acknowledge

A_PAGE = 8


async def recent(talk: Talk) -> Replies:
    return talk.edit("acks/recent", boards=await acknowledge.recent(talk.session, talk.me))


async def board(talk: Talk) -> Replies:
    unit_id = (talk.number(1) or None) if len(talk.args) > 1 else None
    seen = await acknowledge.board(talk.session, talk.number(), talk.me, unit_id)
    shown = paged(seen.lines, talk.page(2), A_PAGE)
    return talk.edit("acks/board", board=seen, shown=shown.lines, **shown.turns)

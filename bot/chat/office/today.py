"""/today: the list of what waits for the person's role."""

from bot.chat.care import care
from bot.chat.chain import relays
from bot.chat.door.talk import Replies, Reply, Talk
from bot.clock import SHANGHAI
from bot.domain.paging import paged
from bot.domain.people import Role
from bot.flows.chain import relay
from bot.flows.office import today
from bot.store.office import today as desk

PAGE = 6


async def show(talk: Talk) -> Replies:
    """今日待办 of the office; for a college or a counsellor, the students to call."""
    if talk.me.holds(Role.OFFICE):
        return await _office(talk)
    if talk.me.holds(Role.COLLEGE, Role.COUNSELLOR, Role.ADVISOR):
        return await care.today(talk)
    return await relays.tasks(talk)


async def _office(talk: Talk) -> Replies:
    return talk.edit(today.TEMPLATE, **await today.office(talk.session, talk.now))


async def stuck(talk: Talk) -> Replies:
    """The rungs and reports that wait: where, since when, and whom to call."""
    return await _stuck(talk, talk.page())


async def pass_on(talk: Talk) -> Replies:
    """代为下发: the office passes on in place of a college."""
    await relay.pass_on(talk.session, talk.number(), talk.me, talk.now)
    return [talk.toast("today/passed"), await _stuck(talk, 0)]


async def _stuck(talk: Talk, page: int) -> Reply:
    found = await today.stuck(talk.session, talk.now)
    shown = paged(found, page, PAGE)
    return talk.edit("today/stuck", shown=shown.lines, **shown.turns)


async def doubts(talk: Talk) -> Replies:
    """The pushes with deliveries in doubt."""
    return talk.edit("today/doubts", rows=await desk.doubtful(talk.session))


async def halted(talk: Talk) -> Replies:
    """The pushes that stopped by themselves or were paused: why, and buttons to resume or stop."""
    return talk.edit("today/halted", rows=await desk.halted(talk.session))


async def closing(talk: Talk) -> Replies:
    """The announcements that close today."""
    return talk.edit("today/closing", rows=await desk.closing(talk.session, talk.now.astimezone(SHANGHAI).date()))

"""/today: the list of tasks that wait for the person's role."""

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
    """Show the office its tasks (今日待办). A college and a counsellor see the students to call."""
    if talk.me.holds(Role.OFFICE):
        return await _office(talk)
    if talk.me.holds(Role.COLLEGE, Role.COUNSELLOR, Role.ADVISOR):
        return await care.today(talk)
    return await relays.tasks(talk)


async def _office(talk: Talk) -> Replies:
    page = talk.number() if talk.callback_id and talk.args else 0
    return talk.edit(today.TEMPLATE, **await today.office(talk.session, talk.now), page=page)


async def stuck(talk: Talk) -> Replies:
    """List the rungs of colleges that wait, with the time since which they wait and the people to call."""
    return await _stuck(talk, talk.page())


async def pass_on(talk: Talk) -> Replies:
    """Pass a posting on in place of a college (代为下发). A confirmation comes first, because it cannot be undone."""
    if talk.args[1:] != ("go",):
        return talk.edit("today/ask_pass", card=await relay.rung_card(talk.session, talk.number(), talk.me))
    await relay.pass_on(talk.session, talk.number(), talk.me, talk.now)
    return [talk.toast("today/passed"), await _stuck(talk, 0)]


async def _stuck(talk: Talk, page: int) -> Reply:
    found = await today.stuck(talk.session, talk.now)
    shown = paged(found, page, PAGE)
    return talk.edit("today/stuck", shown=shown.lines, **shown.turns)


async def doubts(talk: Talk) -> Replies:
    """List the pushes that have uncertain deliveries."""
    return talk.edit("today/doubts", rows=await desk.doubtful(talk.session))


async def halted(talk: Talk) -> Replies:
    """List the pushes that were halted or paused, with the reason and with buttons to resume or stop them."""
    return talk.edit("today/halted", rows=await desk.halted(talk.session))


async def closing(talk: Talk) -> Replies:
    """List the announcements whose deadline is today."""
    return talk.edit("today/closing", rows=await desk.closing(talk.session, talk.now.astimezone(SHANGHAI).date()))

"""The buttons of a push: 我已了解 for the reader, and pause and stop for the person who watches the progress."""

from bot.chat.door.talk import Replies, Reply, ReplyKind, Talk
from bot.domain.delivery.push import PushState
from bot.domain.errors import NotAllowed
from bot.domain.paging import paged
from bot.flows.delivery import acknowledge, compose, push_control
from bot.flows.delivery import progress as follow
from bot.store.delivery import ledgers
from bot.store.tables import Push

NAMES_A_PAGE = 15


async def ack(talk: Talk) -> Replies:
    """Record that the reader pressed 我已了解.

    The button is in the message, in its second copy and in its reminder (``ack:ID:r``).
    """
    delivery = await acknowledge.acknowledge(talk.session, talk.number(), talk.me, talk.now)
    if talk.args[1:] == ("r",):
        return [talk.toast("push/thanks"), talk.edit("push/acknowledged")]
    push = await talk.session.get_one(Push, delivery.push_id)
    shown = await compose.message_for(talk.session, push, delivery, talk.now)
    return [talk.toast("push/thanks"), Reply(ReplyKind.EDIT, shown)]


async def _switch(talk: Talk, state: PushState) -> Replies:
    return await _progress(talk, await push_control.switch(talk.session, talk.number(), state, talk.me))


async def _progress(talk: Talk, push: Push) -> Replies:
    return talk.watch(push.id, "push/progress", seen=await follow.of(talk.session, push, talk.now))


async def pause(talk: Talk) -> Replies:
    return await _switch(talk, PushState.PAUSED)


async def resume(talk: Talk) -> Replies:
    return await _switch(talk, PushState.RUNNING)


async def ask_stop(talk: Talk) -> Replies:
    """Ask for confirmation before a push is stopped (停止发送), because a stopped push cannot be resumed."""
    push = await push_control.switchable(talk.session, talk.number(), PushState.STOPPED, talk.me)
    ledger = await ledgers.ledger_of(talk.session, push.id)
    unsent = ledger.queued + ledger.sending + ledger.waiting
    return talk.edit("push/ask_stop", push=push, unsent=unsent)


async def stop(talk: Talk) -> Replies:
    return await _switch(talk, PushState.STOPPED)


async def progress(talk: Talk) -> Replies:
    """Show the progress of a push again, instead of the question whether to stop it."""
    push = await talk.session.get(Push, talk.number())
    if push is None or not push_control.may_switch(push, talk.me):
        raise NotAllowed
    return await _progress(talk, push)


async def missed(talk: Talk) -> Replies:
    """List the people whom the push will not reach by name, so that they can be called."""
    push, people = await follow.missed(talk.session, talk.number(), talk.me)
    shown = paged(people, talk.page(1), NAMES_A_PAGE)
    return talk.edit("push/missed", push=push, people=shown.lines, **shown.turns)

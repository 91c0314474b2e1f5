"""/state: where a push stands, as text with all terms of the sum, down to names."""

from bot.chat.talk import Replies, Reply, Talk
from bot.domain.delivery import State
from bot.domain.errors import Stale
from bot.flows import state

GROUPS: dict[str, tuple[State, ...]] = {
    "seen": (State.OPENED, State.ACKNOWLEDGED),
    "sent": (State.SENT,),
    "way": (State.WAITING, State.QUEUED, State.SENDING),
    "lost": (State.FAILED, State.BLOCKED, State.UNCERTAIN),
    "skip": (State.SKIPPED, State.RECALLED),
    "told": (State.RELAYED,),
    "none": (State.NO_BOT,),
}
"""The terms of the sum as one may ask for their names."""


async def recent(talk: Talk) -> Replies:
    rows = await state.recent(talk.session, talk.me)
    return talk.edit("state/recent", rows=rows)


async def ledger(talk: Talk) -> Reply:
    unit_id = talk.number(1) if len(talk.args) > 1 else None
    seen = await state.view(talk.session, talk.number(), unit_id, talk.me)
    return talk.edit("state/ledger", view=seen, push=seen.push, ledger=seen.ledger, groups=list(GROUPS))


async def names(talk: Talk) -> Replies:
    if len(talk.args) < 3 or talk.args[2] not in GROUPS:
        raise Stale
    push_id, class_id, group = talk.number(0), talk.number(1), talk.args[2]
    people = await state.names(talk.session, push_id, class_id, GROUPS[group], talk.me)
    return talk.edit("state/names", push_id=push_id, class_id=class_id, group=group, people=people)


async def doubtful(talk: Talk) -> Replies:
    people = await state.doubtful(talk.session, talk.number())
    return talk.edit("state/doubtful", push_id=talk.number(), people=people)


async def resend(talk: Talk) -> Replies:
    count = await state.settle_doubt(talk.session, talk.number(), True, talk.now)
    return [talk.toast("state/settled", count=count, again=True), await ledger(talk)]


async def assume(talk: Talk) -> Replies:
    count = await state.settle_doubt(talk.session, talk.number(), False, talk.now)
    return [talk.toast("state/settled", count=count, again=False), await ledger(talk)]

"""/warn: a fraud warning is sent now, after a preview exactly as students will see it."""

from bot.chat.delivery import scopes
from bot.chat.door.talk import Replies, Talk
from bot.domain.errors import Stale
from bot.flows import scope
from bot.flows.warnings import warn


def code_of(talk: Talk) -> str:
    """The code of the fraud kind in the button data. Raises Stale if there is none."""
    if not talk.args:
        raise Stale
    return talk.args[0]


async def choose(talk: Talk) -> Replies:
    """Ask for the kind and the addressees, then preview the warning. An urgent warning is sent at night too."""
    if not talk.args:
        return talk.edit("warning/kinds_list", kinds=warn.kinds(talk.now), verb="warn", back="help")
    kind = warn.kind_of(code_of(talk), talk.now)
    word = talk.args[1] if len(talk.args) > 1 else scopes.FIRST
    if scopes.is_list(word):
        units = await scopes.page(talk, word)
        return talk.edit("warning/scope", kind=kind, scope=units, verb=f"warn:{kind.code}", back="warn")
    unit = await scope.chosen(talk.session, talk.number(1), talk.me)
    seen = await warn.preview(talk.session, kind.code, unit, talk.now, talk.settings)
    return talk.edit("warning/preview", seen=seen, urgent=talk.args[2:] == ("1",), at=int(talk.now.timestamp()))


async def send(talk: Talk) -> Replies:
    """Send the previewed warning once, even if the button is pressed several times."""
    if len(talk.args) != 4:
        raise Stale
    unit = await scope.chosen(talk.session, talk.number(1), talk.me)
    push = await warn.send(
        talk.session,
        code_of(talk),
        unit,
        talk.now,
        by=talk.me.person_id,
        key=f"warn:{talk.me.person_id}:{':'.join(talk.args)}",
        urgent=talk.args[2] == "1",
    )
    seen = await warn.preview(talk.session, code_of(talk), unit, talk.now, talk.settings)
    return talk.watch(push.id, "push/started", push=push, unit=unit, outlook=seen.outlook)

"""/invite: a code for a class or a person, ready to forward.

/confirm: checks of the students who joined by class code.
"""

from dataclasses import replace
from typing import Any

from bot.chat.door import forms
from bot.chat.door.talk import Replies, Reply, Talk
from bot.domain.delivery.push import PushKind
from bot.domain.errors import Stale
from bot.domain.paging import paged
from bot.domain.people import Role
from bot.flows import scope
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.flows.register import confirm, invite
from bot.flows.register.invite import Code

FORM = "invite"
SHOWN = 8
"""The largest number of names on one screen of /confirm."""


async def choose(talk: Talk) -> Replies:
    """Show the units to choose from.

    If the command contains a student or staff number, show that person's code at once.
    """
    if talk.args and not talk.callback_id:
        return await for_person(talk, talk.args[0])
    college = talk.number() if talk.args else None
    units = await invite.offered(talk.session, talk.me, college)
    return talk.edit("join/invite", units=units, office=talk.me.holds(Role.OFFICE), inside=college is not None)


async def for_class(talk: Talk) -> Replies:
    unit = await scope.chosen(talk.session, talk.number(), talk.me)
    code = await invite.for_class(talk.session, unit.id, talk.now)
    return _handed(talk, code, personal=False)


async def ask_person(talk: Talk) -> Replies:
    await forms.open_step(talk, FORM, "number")
    return talk.edit("join/ask_invited")


async def typed(talk: Talk) -> Replies:
    if talk.speaker is None or not talk.text.strip():
        raise Stale
    await forms.close(talk)
    return await for_person(talk, talk.text.split()[0])


async def for_person(talk: Talk, number: str) -> Replies:
    code = await invite.for_person(talk.session, number, talk.now, by=talk.me)
    return _handed(talk, code, personal=True)


def _handed(talk: Talk, code: Code, personal: bool) -> Replies:
    """Explain how to use the code. A second message contains only the text to forward."""
    values: dict[str, Any] = {"code": code, "personal": personal, "link": code.link(talk.bot_username)}
    return [talk.edit("join/invited", **values), talk.say("join/invitation", **values)]


async def waiting(talk: Talk) -> Replies:
    """List the students who joined by class code, page by page."""
    return await _waiting(talk, talk.page())


async def _waiting(talk: Talk, page: int = 0, undo: tuple[int, str] | None = None) -> Reply:
    """List the waiting students. ``undo`` is the (bond id, name) of the student that this press has just confirmed."""
    found = await confirm.waiting(talk.session, talk.me)
    shown = paged(found, page, SHOWN)
    return talk.edit("join/confirm", waiting=shown.lines, **shown.turns, undo=undo)


async def confirm_yes(talk: Talk) -> Replies:
    person = await confirm.confirm(talk.session, talk.number(), talk.me)
    key = confirm.confirmed_key(talk.number())
    await pushing.to_people(talk.session, Notice(PushKind.RECORD, "join/confirmed", key=key), [person.id], talk.now)
    shown = await _waiting(talk, undo=(talk.number(), person.name))
    return [talk.toast("join/confirm_yes", name=person.name), shown]


async def confirm_undo(talk: Talk) -> Replies:
    """Undo a confirmation (是本人) that was pressed by mistake (撤销)."""
    person = await confirm.take_back(talk.session, talk.number(), talk.me, talk.now)
    return [talk.toast("join/confirm_undone", name=person.name), await _waiting(talk)]


async def confirm_no(talk: Talk) -> Replies:
    """Ask once more before ending a bond (不是本人), because nobody can undo it."""
    person = await confirm.named(talk.session, talk.number(), talk.me)
    return talk.edit("join/confirm_sure", bond_id=talk.number(), name=person.name)


async def confirm_no_yes(talk: Talk) -> Replies:
    """End the bond (确定解除), and tell the stranger in their chat why the bot stops writing."""
    person, telephone = await confirm.deny(talk.session, talk.number(), talk.me, talk.now)
    told = replace(talk.say("join/denied"), chat_id=telephone)
    return [talk.toast("join/confirm_no", name=person.name), await _waiting(talk), told]

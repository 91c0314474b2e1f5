"""/settings: what the office chooses, seen before it is saved, taken back with one tap."""

from typing import Any

from bot.chat.door import forms
from bot.chat.door.talk import Replies, Reply, Talk
from bot.domain.errors import NotAllowed, Stale
from bot.domain.matching.matching import Weights
from bot.domain.office.choice import Group
from bot.domain.people import Role
from bot.flows.matching import fitting
from bot.flows.office import choices, effects, holidays

FORM = "choice"


async def show(talk: Talk) -> Replies:
    await forms.close(talk)
    groups = await choices.overview(talk.session, talk.settings)
    weights_chosen = await fitting.weights(talk.session) != Weights()  # not so where they were put back
    years = await holidays.years(talk.session)
    return talk.edit("choices/list", groups=groups, weights_chosen=weights_chosen, years=years)


async def card(talk: Talk) -> Replies:
    """One group: what holds, who chose it, and how to change it; typed words are read for it from now on."""
    group = _group(talk)
    await forms.close(talk)
    await forms.open_step(talk, FORM, "value", group=group.value)
    return await _card(talk, group, asking=True)


async def attempt(talk: Talk) -> Replies:
    """A value given by button."""
    if len(talk.args) < 2:
        raise Stale
    return await _preview(talk, _group(talk), talk.args[1])


async def typed(talk: Talk) -> Replies | None:
    if not talk.me.holds(Role.OFFICE):
        raise NotAllowed
    if talk.upload is not None:  # a table of postings; the settings were left open
        await forms.leave(talk)
        return None
    return await _preview(talk, choices.group_of(str(talk.values.get("group"))), talk.text)


async def save(talk: Talk) -> Replies:
    """What the preview showed, once: a second press finds no form open."""
    group = _group(talk)
    if talk.form != FORM or talk.step != "confirm" or list(talk.args) != [group.value, talk.values.get("stamp")]:
        raise Stale
    wanted: dict[str, Any] = talk.values["wanted"]
    await choices.save(talk.session, group, wanted, talk.me.person_id, talk.now, talk.settings)
    await forms.close(talk)
    return [talk.toast("choices/saved"), await _card(talk, group)]


async def undo(talk: Talk) -> Replies:
    group = _group(talk)
    await choices.undo(talk.session, group, talk.me.person_id, talk.now, talk.settings)
    return [talk.toast("choices/undone"), await _card(talk, group)]


def _group(talk: Talk) -> Group:
    return choices.group_of(talk.args[0] if talk.args else "")


async def _card(talk: Talk, group: Group, asking: bool = False) -> Reply:
    """``asking``: what is typed next is taken for a new value."""
    return talk.edit("choices/card", held=await choices.held(talk.session, group, talk.settings), asking=asking)


async def _preview(talk: Talk, group: Group, words: str) -> Reply:
    wanted = await choices.proposed(talk.session, group, words, talk.settings)
    before = await choices.values(talk.session, group, talk.settings)
    effect = await effects.of(talk.session, group, before, wanted, talk.now)
    stamp = str(int(talk.now.timestamp()))
    await forms.open_step(talk, FORM, "confirm", group=group.value, wanted=wanted, stamp=stamp)
    return talk.edit("choices/preview", group=group, before=before, wanted=wanted, effect=effect, stamp=stamp)

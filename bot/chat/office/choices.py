"""/settings: the values that the office chooses. Each change is previewed before it is saved, and one tap undoes it."""

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
    weights_chosen = await fitting.weights(talk.session) != Weights()  # False again after a reset
    years = await holidays.years(talk.session)
    return talk.edit("choices/list", groups=groups, weights_chosen=weights_chosen, years=years)


async def card(talk: Talk) -> Replies:
    """Show one group of settings: its values, who chose them, and how to change them.

    Text that is typed from now on is read as new values.
    """
    group = _group(talk)
    await forms.close(talk)
    await forms.open_step(talk, FORM, "value", group=group.value)
    return await _card(talk, group, asking=True)


async def attempt(talk: Talk) -> Replies:
    """Preview the value that a button names."""
    if len(talk.args) < 2:
        raise Stale
    return await _preview(talk, _group(talk), talk.args[1])


async def typed(talk: Talk) -> Replies | None:
    if not talk.me.holds(Role.OFFICE):
        raise NotAllowed
    if talk.upload is not None:  # a table of postings was sent while the settings were open
        await forms.leave(talk)
        return None
    return await _preview(talk, choices.group_of(str(talk.values.get("group"))), talk.text)


async def save(talk: Talk) -> Replies:
    """Save the previewed values once. A second press raises Stale, because the form is closed."""
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
    """Show the card of a group. If ``asking`` is True, the next typed text is read as a new value."""
    return talk.edit("choices/card", held=await choices.held(talk.session, group, talk.settings), asking=asking)


async def _preview(talk: Talk, group: Group, words: str) -> Reply:
    wanted = await choices.proposed(talk.session, group, words, talk.settings)
    before = await choices.values(talk.session, group, talk.settings)
    effect = await effects.of(talk.session, group, before, wanted, talk.now)
    stamp = str(int(talk.now.timestamp()))
    await forms.open_step(talk, FORM, "confirm", group=group.value, wanted=wanted, stamp=stamp)
    return talk.edit("choices/preview", group=group, before=before, wanted=wanted, effect=effect, stamp=stamp)

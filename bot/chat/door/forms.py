"""The open form of a person: it is opened, continued, closed and saved here.

/cancel and stale buttons are handled here too.
"""

from typing import Any

from bot.chat.door.gate import gate
from bot.chat.door.table import Form
from bot.chat.door.talk import Replies, Rest, Talk
from bot.domain.errors import NotAllowed, Stale


async def open_fresh(talk: Talk, form: str, step: str, **values: Any) -> None:
    """Open a form without any value of an earlier form."""
    change = talk.form_change
    change.made, change.form, change.step, change.values = True, form, step, values


async def open_step(talk: Talk, form: str, step: str, **values: Any) -> None:
    """Open a form, or continue it at ``step``. The earlier values are kept, and ``values`` are added."""
    kept = talk.values if talk.form == form else {}
    await open_fresh(talk, form, step, **{**kept, **values})


async def close(talk: Talk) -> None:
    change = talk.form_change
    change.made, change.form = True, ""


async def leave(talk: Talk) -> None:
    """Close the form. From here on, the message is read as if no form had been open."""
    await close(talk)
    talk.form, talk.step, talk.values = "", "", {}


async def answer(talk: Talk, form: Form) -> Replies | Rest | None:
    """Give the message to the open form. If the speaker no longer has a role for the form, close it instead."""
    try:
        refused = await gate(talk, form.roles)
    except NotAllowed as refusal:
        refused = [talk.say("refusal", sentence=str(refusal))]
    if refused:
        await close(talk)
    return refused or await form.handler(talk)


async def cancel(talk: Talk) -> Replies:
    """Close the open form, after /cancel or the cancel button of any form (取消)."""
    was_open = bool(talk.form)
    await close(talk)
    return talk.edit("forms/cancelled", was_open=was_open)


async def stale(talk: Talk) -> Replies:
    """Raise Stale for a button that no route knows. Such a button comes from an older version, or it is forged."""
    raise Stale

"""Half-filled forms: what is typed or sent goes to the form that is open; cancel and stale buttons end here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.chat.door import Handler
from bot.chat.gate import gate
from bot.chat.talk import Replies, Talk
from bot.domain.errors import NotAllowed, Stale
from bot.domain.people import Role
from bot.store import inbox


async def open_step(talk: Talk, form: str, step: str, **values: Any) -> None:
    """Begin a form or go to its next step; the values given so far are kept, the new ones added."""
    kept = talk.values if talk.form == form else {}
    await inbox.open_form(talk.session, talk.telegram_id, form, step, {**kept, **values}, talk.now)


async def close(talk: Talk) -> None:
    await inbox.close_form(talk.session, talk.telegram_id)


async def cancel(talk: Talk) -> Replies:
    """/cancel, or the 取消 button of any form."""
    was_open = bool(talk.form)
    await close(talk)
    return talk.edit("forms/cancelled", was_open=was_open)


async def stale(talk: Talk) -> Replies:
    """A button that no route knows: from an older version, or made up."""
    raise Stale


@dataclass(frozen=True)
class Form:
    """Who reads what is typed or sent while a form is open, and of what role one must be then (as for a press)."""

    handler: Handler
    roles: tuple[Role, ...] | None = ()


def typed(forms: Mapping[str, Form], fallback: Handler) -> Handler:
    """Give typed text to the open form, else to ``fallback``. A form that outlived its writer's role is closed."""

    async def read(talk: Talk) -> Replies:
        form = forms.get(talk.form)
        if form is None:
            return await fallback(talk)
        try:
            refused = gate(talk, form.roles)
        except NotAllowed as refusal:
            refused = [talk.say("refusal", sentence=str(refusal))]
        if refused:
            await close(talk)
        return refused or await form.handler(talk)

    return read

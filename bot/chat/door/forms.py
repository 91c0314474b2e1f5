"""Half-filled forms: what is typed or sent goes to the form that is open; cancel and stale buttons end here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.door.gate import gate
from bot.chat.door.talk import Handler, Replies, Rest, Talk
from bot.domain.errors import NotAllowed, Stale
from bot.domain.people import Role
from bot.store import inbox


async def open_step(talk: Talk, form: str, step: str, **values: Any) -> None:
    """Begin a form or go to its next step; the values given so far are kept, the new ones added."""
    kept = talk.values if talk.form == form else {}
    change = talk.form_change
    change.made, change.form, change.step, change.values = True, form, step, {**kept, **values}


async def close(talk: Talk) -> None:
    change = talk.form_change
    change.made, change.form = True, ""


async def keep(session: AsyncSession, talk: Talk) -> None:
    """Write down what became of the form; ``session`` may be a later one than the talk's own."""
    change = talk.form_change
    if change.made and change.form:
        await inbox.open_form(session, talk.telegram_id, change.form, change.step, change.values, talk.now)
    elif change.made:
        await inbox.close_form(session, talk.telegram_id)


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
    looks: bool = False
    """As for a press."""


def typed(forms: Mapping[str, Form], fallback: Handler) -> Handler:
    """Give typed text to the open form, else to ``fallback``. A form that outlived its writer's role is closed."""

    async def read(talk: Talk) -> Replies | Rest:
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


def looks(forms: Mapping[str, Form], fallback: bool) -> Callable[[str], bool]:
    """Whether what ``typed`` calls only looks, by the name of the form that is open."""
    return lambda name: forms[name].looks if name in forms else fallback

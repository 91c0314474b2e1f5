"""Half-filled forms: what is typed or sent goes to the form that is open; cancel and stale buttons end here."""

from collections.abc import Mapping
from typing import Any

from bot.chat.door import Handler
from bot.chat.talk import Replies, Talk
from bot.domain.errors import Stale
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


def typed(forms: Mapping[str, Handler], fallback: Handler) -> Handler:
    """Give typed text to the open form, else to ``fallback``."""

    async def read(talk: Talk) -> Replies:
        return await forms.get(talk.form, fallback)(talk)

    return read

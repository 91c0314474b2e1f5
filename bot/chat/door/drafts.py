"""Buttons that act on what stands above them.

When a message has a bound button, the form is stored as it is then (``Draft``), and its stamp is added to the button's
data: ``notify_go:7:~x3Kf09aQ``. A press restores this form for its handler. So a text that was typed later changes
nothing, and three previews stay three previews.
"""

import secrets
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.door.talk import Reply, Talk
from bot.domain.errors import Stale
from bot.messenger import Button
from bot.store import inbox
from bot.store.tables import Draft

MARK = "~"


class Drafts:
    """Stamps the bound buttons, and restores their drafts."""

    def __init__(self) -> None:
        self._bound: set[str] = set()

    def bind(self, verb: str) -> None:
        """Say that the buttons with this verb act on the text of a form."""
        self._bound.add(verb)

    async def restore(self, talk: Talk, data: str) -> None:
        """Give a pressed preview its form back. ``data`` is the button's data.

        Raises Stale if the draft was used or has expired.
        """
        if data.split(":")[0] not in self._bound:
            return
        if not talk.args or not talk.args[-1].startswith(MARK):
            raise Stale
        stamp, talk.args = talk.args[-1].removeprefix(MARK), talk.args[:-1]
        draft = await talk.session.get(Draft, stamp)
        if draft is None or draft.telegram_id != talk.telegram_id:
            raise Stale
        talk.form, talk.step, talk.values, talk.run = draft.form, draft.step, dict(draft.values), draft.run

    async def keep(self, session: AsyncSession, talk: Talk, replies: list[Reply]) -> list[Reply]:
        """Save the change of the form and return the replies with stamps on their bound buttons.

        If a press closes its form, its run ends. A form that was opened meanwhile stays open.
        """
        change = talk.form_change
        if change.made and not change.form and talk.run:
            await inbox.end_run(session, talk.telegram_id, talk.run)
            await inbox.close_form(session, talk.telegram_id, talk.run)
            return replies
        if change.made and not change.form:
            await inbox.close_form(session, talk.telegram_id)
            return replies
        form, step, values = (
            (change.form, change.step, change.values) if change.made else (talk.form, talk.step, talk.values)
        )
        stamp = secrets.token_urlsafe(6)
        run = talk.run or stamp
        stamped = [self._stamped(reply, stamp) for reply in replies] if form else replies
        shows = stamped != replies
        if shows:
            draft = Draft(
                stamp=stamp, telegram_id=talk.telegram_id, run=run, form=form, step=step, values=values, at=talk.now
            )
            await inbox.keep_draft(session, draft)
        if change.made:
            kept = run if shows else talk.run
            await inbox.open_form(session, talk.telegram_id, form, step, values, talk.now, kept)
        return stamped

    def _stamped(self, reply: Reply, stamp: str) -> Reply:
        rows = tuple(tuple(self._button(button, stamp) for button in row) for row in reply.message.buttons)
        return replace(reply, message=replace(reply.message, buttons=rows))

    def _button(self, button: Button, stamp: str) -> Button:
        if button.data is None or button.data.split(":")[0] not in self._bound:
            return button
        return replace(button, data=f"{button.data}:{MARK}{stamp}")

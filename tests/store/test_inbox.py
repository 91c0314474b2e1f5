"""A person has one open form at a time."""

from datetime import datetime

from bot.store import inbox
from bot.store.engine import Store
from bot.store.tables import Dialog


async def test_a_form_opened_right_after_another_was_closed_stays(store: Store, now: datetime) -> None:
    async with store.writing() as session:
        await inbox.open_form(session, 7, "old", "first", {"a": 1}, now)
    async with store.writing() as session:
        await inbox.close_form(session, 7)
        await inbox.open_form(session, 7, "new", "first", {}, now)
    async with store.reading() as session:
        row = await session.get(Dialog, 7)
    assert row is not None and (row.form, row.values) == ("new", {})

"""Typed texts are stored encrypted while they are handled. An upgrade encrypts the texts of an older database."""

from datetime import datetime
from pathlib import Path

from alembic import command
from sqlalchemy import text

from bot.store import inbox, schema
from bot.store.engine import Store
from bot.store.tables import Dialog, Incoming

WORDS = "悄悄话"


async def test_typed_words_are_stored_encrypted(store: Store, now: datetime) -> None:
    async with store.writing() as session:
        await inbox.open_form(session, 7, "ask", "confirm", {"text": WORDS}, now)
        await inbox.keep(session, 1, {"message": {"text": WORDS}}, now)
        await session.flush()
        (await session.get_one(Incoming, 1)).replies = [{"text": WORDS}]
    async with store.reading() as session:
        found = await session.execute(text('SELECT "values" FROM dialog UNION ALL SELECT payload FROM incoming'))
        kept = [*found.scalars(), *(await session.execute(text("SELECT replies FROM incoming"))).scalars()]
    assert len(kept) == 3
    assert all(value.startswith(b"gAAAA") for value in kept)


async def test_an_upgrade_encrypts_old_forms_and_updates_and_they_can_still_be_read(tmp_path: Path) -> None:
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/old.db")
    async with store.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(schema._config(sync), "7a2f0c4d91be"))
        at = "2026-11-24 04:00:00.000000"
        await connection.execute(
            text("INSERT INTO dialog (telegram_id, form, step, \"values\", updated_at) VALUES (7, 'a', 'b', :v, :at)"),
            {"v": '{"text": "悄悄话"}', "at": at},
        )
        await connection.execute(
            text(
                "INSERT INTO incoming (update_id, payload, state, replies, error, received_at) "
                "VALUES (1, :v, 'new', NULL, '', :at)"
            ),
            {"v": '{"message": "悄悄话"}', "at": at},
        )
    await schema.upgrade(store)
    async with store.reading() as session:
        assert (await session.get_one(Dialog, 7)).values == {"text": WORDS}
        update = await session.get_one(Incoming, 1)
        assert (update.payload, update.replies) == ({"message": WORDS}, None)
    assert await schema.drift(store) == []
    await store.close()

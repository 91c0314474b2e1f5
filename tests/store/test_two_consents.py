"""An upgrade asks everybody who is bound for the two consents; an import and the made-up school write both columns."""

from pathlib import Path

from alembic import command
from sqlalchemy import select, text
from sqlmodel import col

from bot.domain.people import BondState
from bot.store import schema
from bot.store.engine import Store
from bot.store.tables import Bond

AT = "2026-11-24 04:00:00.000000"


async def test_bonds_of_an_older_version_wait_for_the_consents_and_keep_the_rest(tmp_path: Path) -> None:
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/old.db")
    async with store.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(schema._config(sync), "5c91d0e6a3f4"))
        for number, state in enumerate(("bound", "ended", "pending"), start=1):
            await connection.execute(
                text("INSERT INTO person (id, number, name, name_key) VALUES (:id, :id, 'x', 'x')"), {"id": number}
            )
            await connection.execute(
                text(
                    "INSERT INTO bond (person_id, telegram_id, state, trust, reach, consented_at, bound_at) "
                    "VALUES (:id, :id, :state, 'personal', 'open', :at, :at)"
                ),
                {"id": number, "state": state, "at": AT},
            )
    await schema.upgrade(store)
    async with store.reading() as session:
        bonds = list((await session.execute(select(Bond).order_by(col(Bond.person_id)))).scalars())
    assert [bond.state for bond in bonds] == [BondState.PENDING, BondState.ENDED, BondState.PENDING]
    assert all(bond.overseas_consented_at is None and bond.consented_at == bond.bound_at for bond in bonds)
    assert await schema.drift(store) == []
    await store.close()

"""Upgrades a database to the schema of this version."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlmodel import SQLModel

import bot.store.tables  # noqa: F401  (the import registers the tables)
from bot.store.engine import Store

MIGRATIONS = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


async def upgrade(store: Store) -> None:
    """Run the migrations that this database lacks."""
    async with store.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), "head"))


async def write_migration(store: Store, message: str) -> None:
    """Write a migration from this database to the tables in the code. Only developers use it."""
    async with store.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.revision(_config(sync), message, autogenerate=True))


async def version(store: Store) -> tuple[str | None, str | None]:
    """Return (revision of the database, newest revision in the code)."""
    async with store.engine.connect() as connection:
        current = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    return current, ScriptDirectory.from_config(_config()).get_current_head()


async def drift(store: Store) -> list[object]:
    """Return the differences between the database and the tables in the code, or an empty list."""
    async with store.engine.connect() as connection:
        return await connection.run_sync(
            lambda sync: list(compare_metadata(MigrationContext.configure(sync), SQLModel.metadata))
        )

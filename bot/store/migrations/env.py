"""How alembic reaches the school's database. Run through ``jiuye init``; nothing else starts it."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import bot.store.tables  # noqa: F401  (knowing the tables is what the import is for)


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        user_module_prefix="bot.store.columns.",
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])

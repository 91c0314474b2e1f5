"""Runs alembic on the school's database. Only ``bot.store.schema`` starts it."""

from typing import Literal

from alembic import context
from sqlalchemy import JSON, BigInteger, Connection, TypeDecorator
from sqlmodel import SQLModel

import bot.store.tables  # noqa: F401  (the import registers the tables)


def plain_type(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our column types as database types, so that old migrations work after a class is renamed."""
    if kind != "type":
        return False
    if isinstance(item, JSON):
        return 'sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")'
    if isinstance(item, BigInteger):
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    if isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=plain_type,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])

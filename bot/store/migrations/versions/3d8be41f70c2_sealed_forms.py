"""sealed forms: what people typed is encrypted while it is worked on, as it is where it ends up."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from bot.store.columns import EncryptedJson

revision = "3d8be41f70c2"
down_revision = "7a2f0c4d91be"
branch_labels = None
depends_on = None

PLAIN = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
COLUMNS = (
    ("dialog", "telegram_id", "values", False),
    ("incoming", "update_id", "payload", False),
    ("incoming", "update_id", "replies", True),
)


def upgrade() -> None:
    for table, key, column, may_be_null in COLUMNS:
        _rewrite(table, key, column, may_be_null, PLAIN, EncryptedJson(), sa.LargeBinary())


def downgrade() -> None:
    for table, key, column, may_be_null in COLUMNS:
        _rewrite(table, key, column, may_be_null, EncryptedJson(), PLAIN, PLAIN)


def _rewrite(table: str, key: str, column: str, may_be_null: bool, old: Any, new: Any, stored: Any) -> None:
    """Give a column another type, every value read by the old one and written by the new."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.add_column(sa.Column("rewritten", stored, nullable=True))
    rows = sa.table(table, sa.column(key), sa.column(column, old), sa.column("rewritten", new))
    for number, value in op.get_bind().execute(sa.select(rows.c[key], rows.c[column])).all():
        op.execute(rows.update().where(rows.c[key] == number).values(rewritten=value))
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_column(column)
        batch_op.alter_column("rewritten", new_column_name=column, existing_type=stored, nullable=may_be_null)

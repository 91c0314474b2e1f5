"""found work first: whether a graduate stands in the office's list."""

import sqlalchemy as sa
from alembic import op

revision = "5c91d0e6a3f4"
down_revision = "3d8be41f70c2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # not in a batch: a table that is made anew on SQLite would lose its triggers
    op.add_column("student", sa.Column("lifted", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("student", "lifted")

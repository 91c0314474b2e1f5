"""refitted: what matching last read about a student, so that a change of it is noticed."""

import sqlalchemy as sa
from alembic import op

revision = "a6e1d40b7c95"
down_revision = "f4b17c92de50"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("student", sa.Column("fitted", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("student") as batch_op:
        batch_op.drop_column("fitted")

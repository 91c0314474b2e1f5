"""how many announcements of a class report only its sheet contains."""

import sqlalchemy as sa
from alembic import op

revision = "d15e8a47c3b2"
down_revision = "d15c8e3a7b42"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("class_report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("in_sheet", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("class_report", schema=None) as batch_op:
        batch_op.drop_column("in_sheet")

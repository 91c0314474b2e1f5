"""how many announcements of a class report only its sheet contains."""

import sqlalchemy as sa
from alembic import op

revision = "f4b17c92de50"
down_revision = "f3a9c2d7e618"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("class_report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("in_sheet", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("class_report", schema=None) as batch_op:
        batch_op.drop_column("in_sheet")

"""kept until the end: the yearly deletion of graduates' records, and the numbers that remain of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "c47d20be91f6"
down_revision = "b81f6ac3d954"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clearing",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("upto", sa.Integer(), nullable=False),
        sa.Column(
            "counts", sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql"), nullable=False
        ),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("year"),
    )
    op.create_table(
        "delivery_sum",
        sa.Column("push_id", sa.Integer(), nullable=False),
        sa.Column("college_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["push_id"], ["push.id"]),
        sa.ForeignKeyConstraint(["college_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("push_id", "college_id", "state", "reason"),
    )
    op.create_index(op.f("ix_delivery_sum_college_id"), "delivery_sum", ["college_id"], unique=False)
    op.create_table(
        "interest_sum",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("college_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["college_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("month", "college_id"),
    )


def downgrade() -> None:
    for table in ("interest_sum", "delivery_sum", "clearing"):
        op.drop_table(table)

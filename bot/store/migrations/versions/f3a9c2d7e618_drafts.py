"""drafts: a preview keeps the form as it was, so that its buttons act on what stands above them."""

import sqlalchemy as sa
from alembic import op

revision = "f3a9c2d7e618"
down_revision = "e05b7c93a1d4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("stamp", sa.String(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("values", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("stamp"),
    )
    op.create_index(op.f("ix_draft_telegram_id"), "draft", ["telegram_id"], unique=False)
    op.create_index(op.f("ix_draft_run"), "draft", ["run"], unique=False)
    with op.batch_alter_table("dialog") as batch_op:
        batch_op.add_column(sa.Column("run", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("dialog") as batch_op:
        batch_op.drop_column("run")
    op.drop_table("draft")

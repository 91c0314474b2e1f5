"""two consents: passing messages abroad is agreed to by itself, so everybody bound before is asked once more."""

import sqlalchemy as sa
from alembic import op

revision = "9b3e6d1f5a08"
down_revision = "5c91d0e6a3f4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # not in a batch: a table that is made anew on SQLite would lose its triggers
    op.add_column("bond", sa.Column("overseas_consented_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE bond SET state = 'pending' WHERE state = 'bound'")


def downgrade() -> None:
    op.execute("UPDATE bond SET state = 'bound' WHERE state = 'pending' AND consented_at IS NOT NULL")
    op.drop_column("bond", "overseas_consented_at")

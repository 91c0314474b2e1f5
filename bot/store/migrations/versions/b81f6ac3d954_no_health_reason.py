"""no health reason: a pause for 疾病 becomes one without a named reason, and its note is deleted."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import EncryptedJson

revision = "b81f6ac3d954"
down_revision = "9b3e6d1f5a08"
branch_labels = None
depends_on = None

STUDENT = sa.table("student", sa.column("person_id"), sa.column("standing_note", EncryptedJson()))


def upgrade() -> None:
    rows = op.get_bind().execute(sa.select(STUDENT).where(STUDENT.c.standing_note.is_not(None))).all()
    for person_id, note in rows:
        if note["why"] == "illness":
            neutral = {**note, "why": "other", "note": ""}
            op.execute(STUDENT.update().where(STUDENT.c.person_id == person_id).values(standing_note=neutral))


def downgrade() -> None:
    """The reasons are deleted, and deleted they stay."""

"""who changed; bookmarks, mutes by category, the age of wishes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "7a2f0c4d91be"
down_revision = "66aa26e6dc76"
branch_labels = None
depends_on = None

TABLES = ("student", "wish")
VERBS = (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD"))


def upgrade() -> None:
    _tables()
    _log()


def _tables() -> None:
    op.create_table(
        "bookmark",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"]),
        sa.PrimaryKeyConstraint("person_id", "posting_id"),
    )
    with op.batch_alter_table("bookmark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bookmark_posting_id"), ["posting_id"], unique=False)
    with op.batch_alter_table("student", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "muted_categories",
                sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql"),
                server_default="[]",
                nullable=False,
            )
        )
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True))


def _log() -> None:
    op.create_table(
        "graduate_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("tx", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("graduate_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_graduate_change_tx"), ["tx"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for verb, row in VERBS:
                op.execute(
                    f"CREATE TRIGGER {table}_{verb}_logged AFTER {verb.upper()} ON {table} BEGIN "
                    f"INSERT INTO graduate_change (person_id, tx) VALUES ({row}.person_id, 0); END"
                )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION log_graduate_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO graduate_change (person_id, tx) "
        "VALUES (COALESCE(NEW.person_id, OLD.person_id), pg_current_xact_id()::text::bigint); RETURN NULL; END $$"
    )
    for table in TABLES:
        op.execute(
            f"CREATE OR REPLACE TRIGGER {table}_logged AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION log_graduate_change()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for verb, _ in VERBS:
                op.execute(f"DROP TRIGGER {table}_{verb}_logged")
    else:
        for table in TABLES:
            op.execute(f"DROP TRIGGER {table}_logged ON {table}")
        op.execute("DROP FUNCTION log_graduate_change()")
    op.drop_table("graduate_change")
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.drop_column("renewed_at")
        batch_op.drop_column("asked_at")
    with op.batch_alter_table("student", schema=None) as batch_op:
        batch_op.drop_column("muted_categories")
    op.drop_table("bookmark")

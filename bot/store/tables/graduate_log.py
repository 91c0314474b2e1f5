"""The log of changed graduates, from which the index of wishes is updated."""

from typing import Any

from sqlalchemy import Connection, MetaData, event
from sqlmodel import Field, SQLModel

from bot.store.columns import BigId

WATCHED = ("student", "wish")


class GraduateChange(SQLModel, table=True):
    """A write to a graduate's roster row or wishes. Triggers insert these rows, so that none is forgotten."""

    __tablename__ = "graduate_change"
    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    person_id: int
    tx: int = Field(default=0, sa_type=BigId, index=True)
    """The id of the PostgreSQL transaction that wrote the row. On SQLite it is 0.

    Readers need it, because row ids may become visible out of order.
    """


SQLITE = tuple(
    f"CREATE TRIGGER {table}_{verb}_logged AFTER {verb.upper()} ON {table} BEGIN "
    f"INSERT INTO graduate_change (person_id, tx) VALUES ({row}.person_id, 0); END"
    for table in WATCHED
    for verb, row in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD"))
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION log_graduate_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "INSERT INTO graduate_change (person_id, tx) "
    "VALUES (COALESCE(NEW.person_id, OLD.person_id), pg_current_xact_id()::text::bigint); RETURN NULL; END $$",
    *(
        f"CREATE OR REPLACE TRIGGER {table}_logged AFTER INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION log_graduate_change()"
        for table in WATCHED
    ),
)


@event.listens_for(SQLModel.metadata, "after_create")
def make_triggers(_metadata: MetaData, connection: Connection, **_: Any) -> None:
    """Create the triggers when the tables are created without migrations."""
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.exec_driver_sql(statement)

"""A session that only reads. A write in it raises an error, because the session never commits and the change would be
lost."""

from typing import Any

from sqlalchemy import TextClause, event
from sqlalchemy.orm import ORMExecuteState, Session


class WroteWhileLooking(RuntimeError):
    """The error that our own code tried to write in a read-only session. Its text names the tables or the statement."""


class Looking(Session):
    """A read-only session. It never commits and takes no write lock, even if it stays open for a long time."""


@event.listens_for(Looking, "before_flush")
def _refuse_rows(session: Session, _context: Any, _rows: Any) -> None:
    changed = [*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))]
    if changed:
        raise WroteWhileLooking(", ".join(sorted({type(row).__name__ for row in changed})))


@event.listens_for(Looking, "do_orm_execute")
def _refuse_statements(asked: ORMExecuteState) -> None:
    statement = asked.statement
    by_hand = isinstance(statement, TextClause) and not statement.text.lstrip().upper().startswith("SELECT")
    if statement.is_dml or by_hand:
        raise WroteWhileLooking(str(statement).partition("\n")[0])

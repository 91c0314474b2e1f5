"""A session that only reads. A write in it raises an error, because it never commits and the write would be lost."""

from typing import Any

from sqlalchemy import TextClause, event
from sqlalchemy.orm import ORMExecuteState, Session


class WroteWhileLooking(RuntimeError):
    """Our code tried to write in a read-only session. The text names the tables or the statement."""


class Looking(Session):
    """A read-only session. It takes no write lock, even if it stays open for long."""


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

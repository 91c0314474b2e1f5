"""A session that only looks: what would write in it raises, so that no change is lost in silence."""

from typing import Any

from sqlalchemy import TextClause, event
from sqlalchemy.orm import ORMExecuteState, Session


class WroteWhileLooking(RuntimeError):
    """Our own mistake: what was declared to only look tried to write {what}."""


class Looking(Session):
    """It takes no write lock, however long it stays open, and is never committed."""


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

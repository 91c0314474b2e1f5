"""The wire log: every request that arrived, its answer, and whether it reached a phone.

Tests count deliveries here and not in the bot's own tables, because the tests must find bots whose tables are wrong.
"""

import hashlib
import json
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox.shelf import Json, Shelf

COLUMNS = (
    "id", "at", "real_at", "method", "chat_id", "message_ids", "text", "text_hash", "status", "description",
    "delivered", "fault", "milliseconds",
)  # fmt: skip


@dataclass
class Passage:
    """One request on its way through the server. Each step fills in the fields that it knows."""

    method: str
    chat_id: int | None = None
    text: str | None = None
    message_ids: tuple[int, ...] = ()
    status: int = 0
    description: str = ""
    delivered: bool = False
    fault: str = ""


class Wire:
    """The log, which is stored in the shelf's table ``wire``."""

    def __init__(self, shelf: Shelf) -> None:
        self._db = shelf.connection

    def write(self, passage: Passage, at: datetime, milliseconds: float) -> None:
        """Add one finished request. The column ``at`` is the sandbox's time, and ``real_at`` is the machine's time in
        Unix seconds."""
        text_hash = hashlib.sha256(passage.text.encode()).hexdigest() if passage.text is not None else None
        self._db.execute(
            f"INSERT INTO wire ({', '.join(COLUMNS[1:])}) VALUES ({', '.join('?' * (len(COLUMNS) - 1))})",
            (
                at.isoformat(), time.time(), passage.method, passage.chat_id, json.dumps(passage.message_ids),
                passage.text, text_hash, passage.status, passage.description, passage.delivered,
                passage.fault, round(milliseconds, 2), ), )  # fmt: skip

    def last_id(self) -> int:
        return int(self._db.execute("SELECT COALESCE(MAX(id), 0) FROM wire").fetchone()[0])

    def entries(self, since: int = 0, limit: int | None = None, **equal: Any) -> list[Json]:
        """Return the entries with ``id > since`` whose columns have the values in ``equal``, oldest first. If ``limit``
        is set, only the newest ``limit`` entries are returned. Raises KeyError for an unknown column."""
        where, values = self._conditions(since, equal)
        rows = self._db.execute(
            f"SELECT {', '.join(COLUMNS)} FROM wire WHERE {where} ORDER BY id DESC LIMIT ?",
            (*values, -1 if limit is None else limit),
        ).fetchall()
        return [_entry(row) for row in reversed(rows)]

    def count(self, since: int = 0, **equal: Any) -> int:
        where, values = self._conditions(since, equal)
        return int(self._db.execute(f"SELECT COUNT(*) FROM wire WHERE {where}", values).fetchone()[0])

    @staticmethod
    def _conditions(since: int, equal: dict[str, Any]) -> tuple[str, list[Any]]:
        """Return the WHERE clause and its values. Column names are checked against ``COLUMNS`` and values are bound, so
        that no text of a request becomes SQL."""
        known = {name: value for name, value in equal.items() if value is not None}
        if unknown := known.keys() - set(COLUMNS):
            raise KeyError(f"the wire log has no column {', '.join(sorted(unknown))}")
        where = " AND ".join(["id > ?", *(f"{name} = ?" for name in known)])
        return where, [since, *known.values()]


def _entry(row: tuple[Any, ...]) -> Json:
    entry = dict(zip(COLUMNS, row, strict=True))
    ids = json.loads(entry.pop("message_ids"))
    return {
        **entry,
        "delivered": bool(entry["delivered"]),
        "message_ids": ids,
        "message_id": ids[0] if ids else None,
    }

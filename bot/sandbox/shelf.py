"""The SQLite file of the sandbox, so that a second start shows the same chats.

The server keeps its state in memory and writes each change to this file at once. Changes are committed a few times a
second and at the end, which is fast enough for hundreds of messages a second. A killed server loses only the changes
since the last commit.
"""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]

TABLES = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS docs (kind TEXT, key TEXT, doc TEXT NOT NULL, PRIMARY KEY (kind, key));
CREATE TABLE IF NOT EXISTS contents (file_id TEXT PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS wire (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT, real_at REAL, method TEXT, chat_id INTEGER,
    message_ids TEXT, text TEXT, text_hash TEXT, status INTEGER, description TEXT, delivered INTEGER,
    fault TEXT, milliseconds REAL
);
"""


class Shelf:
    """Documents by kind and key, and the contents of files. The table of the wire log is in the same file. The module
    ``wire`` reads and writes it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.connection = sqlite3.connect(path)
        self.connection.executescript(TABLES)

    def load(self, kind: str) -> Iterator[tuple[str, Json]]:
        for key, doc in self.connection.execute("SELECT key, doc FROM docs WHERE kind = ?", (kind,)).fetchall():
            yield key, json.loads(doc)

    def get(self, kind: str, key: str = "") -> Json | None:
        row = self.connection.execute("SELECT doc FROM docs WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return json.loads(row[0]) if row else None

    def put(self, kind: str, key: str, doc: Json) -> None:
        self.connection.execute(
            "INSERT INTO docs VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET doc = excluded.doc",
            (kind, key, json.dumps(doc, ensure_ascii=False)),
        )

    def drop(self, kind: str, key: str) -> None:
        self.connection.execute("DELETE FROM docs WHERE kind = ? AND key = ?", (kind, key))

    def put_content(self, file_id: str, content: bytes) -> None:
        self.connection.execute("INSERT OR REPLACE INTO contents VALUES (?, ?)", (file_id, content))

    def content(self, file_id: str) -> bytes:
        row = self.connection.execute("SELECT content FROM contents WHERE file_id = ?", (file_id,)).fetchone()
        return bytes(row[0])

    def commit(self) -> None:
        self.connection.commit()

    def close(self) -> None:
        self.connection.commit()
        self.connection.close()

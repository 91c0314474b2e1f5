"""All code has a reader: code that vulture reports as dead is deleted, or explained here."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from vulture import Vulture

ROOT = Path(__file__).resolve().parent.parent

EXPLAINED: dict[str, str] = {
    "impl, cache_ok, process_bind_param, process_result_value": "SQLAlchemy calls them on a column type",
    "model_config": "pydantic reads it",
    "initialize, do_request, write_timeout, connect_timeout, pool_timeout": "PTB calls them on its HTTP client",
    "isolation_level": "an attribute of a SQLite connection",
    "Axes, CursorResult": "only type checkers read them",
    "drift": "the tests compare the migrations with the tables in code",
    "write_migration": "developers write a new migration with it",
    "turn": "the tests wait with it until the clock's jobs are through",
    "add_member, remove_member": "the tests act with them in a group of the sandbox",
    "splits, against, increase": "the worked examples of the rates hold them; no screen shows a baseline yet",
}
"""Map names to the code that uses them. Members of enums and columns of tables are not listed, because their values are
in rows."""


def explained() -> set[str]:
    return {name for names in EXPLAINED for name in names.split(", ")}


def in_templates() -> set[str]:
    """Return every word of the templates, because a property that only a template reads is used."""
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html"))
    return {word for text in texts for word in re.findall(r"[A-Za-z_]\w*", text)}


def members_and_columns() -> Iterator[str]:
    """Yield the names that enums and tables declare."""
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any(
                "Enum" in ast.unparse(base) or "SQLModel" in ast.unparse(base) for base in node.bases
            ):
                for line in node.body:
                    targets = line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", None)]
                    yield from (target.id for target in targets if isinstance(target, ast.Name))


@cache
def found() -> set[str]:
    vulture = Vulture(ignore_decorators=["@event.*", "@field_validator*"])
    vulture.scavenge([str(ROOT / "bot"), str(ROOT / "jobs")], exclude=["*/migrations/*"])
    return {item.name for item in vulture.get_unused_code(min_confidence=60)}


def test_no_code_is_dead_without_an_explanation() -> None:
    assert not found() - in_templates() - set(members_and_columns()) - explained()


def test_no_explanation_outlives_its_code() -> None:
    assert not explained() - found()

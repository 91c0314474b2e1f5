"""One word for one concept. ``bot/reference/terms.csv`` lists the words to keep, and their banned synonyms."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import reference, render

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
TERMS = reference.rows("terms")
READ_BY_PEOPLE = ("bot/domain/errors", "bot/cli", "bot/charts.py")
"""The places outside the templates whose every Chinese text is shown to people. In all other code, only the texts of
``raise`` and of the command menu are shown; the rest are words that people type."""
OWN_TABLES = ("terms", "signs")
"""The tables that contain the banned words and the signs on purpose."""


def place(path: Path) -> str:
    return path.relative_to(render.TEMPLATES).parts[0].removesuffix(".html")


def templates() -> Iterator[tuple[str, str, str]]:
    for path in sorted(render.TEMPLATES.rglob("*.html")):
        name = path.relative_to(render.TEMPLATES).as_posix()
        yield place(path), name, COMMENT.sub("", path.read_text(encoding="utf-8"))


def code() -> Iterator[tuple[str, str, str]]:
    """Every Chinese text in the code that people read: where it belongs, its file and line, and the text."""
    for path in sorted((ROOT / "bot").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        everything = name.startswith(READ_BY_PEOPLE)
        menu = name.startswith("bot/chat/") and path.name == "routes.py"
        nodes = [tree] if everything or menu else [node for node in ast.walk(tree) if isinstance(node, ast.Raise)]
        where = "bot/cli" if name.startswith("bot/cli") else "menu" if menu else "refusals"
        for node in nodes:
            for each in ast.walk(node):
                if isinstance(each, ast.Constant) and isinstance(each.value, str) and CHINESE.search(each.value):
                    yield where, f"{name}:{each.lineno}", each.value


def tables() -> Iterator[tuple[str, str, str]]:
    """Every cell of the reference tables, because a column that code only compares today may be shown tomorrow."""
    for path in sorted((ROOT / "bot" / "reference").glob("*.csv")):
        for number, row in enumerate(reference.rows(path.stem) if path.stem not in OWN_TABLES else (), start=2):
            for column, text in row.items():
                if column != "regex":
                    yield "reference", f"{path.name}:{number} {column}", text


def banned(text: str) -> Iterator[str]:
    for term in TERMS:
        left = re.sub(term["allowed"], "", text) if term["allowed"] else text
        for found in re.finditer(term["banned"], left):
            around = left[max(found.start() - 8, 0) : found.end() + 8].replace("\n", " ")
            yield f"“{found[0]}” in “{around}”: write {term['keep']}"


def test_no_text_uses_a_banned_word() -> None:
    faults = [f"{name}: {fault}" for _, name, text in [*templates(), *code(), *tables()] for fault in banned(text)]
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term["keep"])
def test_a_term_is_complete_and_does_not_ban_itself(term: dict[str, str]) -> None:
    assert term["concept"] and term["keep"] and term["banned"]
    assert not re.search(term["banned"], term["keep"])
    assert not list(banned(term["keep"]))


def test_a_banned_word_is_found_but_not_inside_an_allowed_one() -> None:
    assert len(list(banned("等汇总，没绑定"))) == 2
    assert not list(banned("48 小时内截止的岗位不等汇总。好的，没有绑定。学生可能屏蔽机器人。"))

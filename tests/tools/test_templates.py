"""Every button has a handler, and every template that code names exists."""

import ast
import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from bot import render
from bot.chat.routes import tables

TEMPLATES = sorted(render.TEMPLATES.rglob("*.html"))
VERB = re.compile(r"\]\(([a-z_]+)(?:\)|:(?!//))")
LOOP = {"first", "last", "index", "index0", "length", "nextitem"}
"""What Jinja itself offers inside a loop."""
ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"^[a-z]+(?:/[a-z_]+)+$|^(?:help|privacy|unknown|refusal|apology)$")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(render.TEMPLATES)))
def test_every_button_has_a_route(path: Path) -> None:
    verbs = set(VERB.findall(path.read_text(encoding="utf-8")))
    assert verbs <= {press.verb for press in tables.PRESSES}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(render.TEMPLATES)))
def test_every_template_compiles(path: Path) -> None:
    name = path.relative_to(render.TEMPLATES).with_suffix("")
    assert render.loads(str(name))


def test_every_template_that_code_names_exists() -> None:
    named = set()
    for source in [*(ROOT / "bot").rglob("*.py"), *(ROOT / "jobs").rglob("*.py")]:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                first = [arg for arg in node.args if isinstance(arg, ast.Constant)]
                called = getattr(node.func, "attr", "")
                if called in {"say", "edit", "toast", "alert", "message", "text", "plain", "to_people"}:
                    named |= {arg.value for arg in first if isinstance(arg.value, str) and NAMED.match(arg.value)}
    assert named
    assert {name for name in named if not (render.TEMPLATES / f"{name}.html").exists()} == set()


def test_every_attribute_that_a_template_reads_exists_in_the_code() -> None:
    """A sample cannot show this, because its values are made up together with the template."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py")]
    known = {word for text in sources for word in re.findall(r"[A-Za-z_]\w*", text)} | LOOP
    read = {
        node.attr
        for path in TEMPLATES
        for node in Environment().parse(path.read_text(encoding="utf-8")).find_all(nodes.Getattr)
    }
    assert read
    assert sorted(read - known) == []

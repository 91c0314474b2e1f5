"""The arrows of the house: imports go down only, and each door has one keyhole."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(path for folder in ("bot", "jobs") for path in (ROOT / folder).rglob("*.py"))

FLOORS: tuple[tuple[str, int], ...] = (
    ("bot.domain", 1),
    ("bot.reference", 1),
    ("bot.store", 2),
    ("bot.render", 2),
    ("bot.messenger", 2),
    ("bot.settings", 2),
    ("bot.clock", 2),
    ("bot.sheets", 2),
    ("bot.charts", 2),
    ("bot.qr", 2),
    ("jobs.metrics", 2),
    ("bot.parts", 3),
    ("bot.flows", 3),
    ("jobs.timetable", 4),
    ("jobs", 3),
    ("bot.chat", 4),
    ("bot.sandbox", 4),
    ("bot.demo", 4),
    ("bot.wording", 4),
    ("bot.web", 4),
    ("bot.app", 5),
    ("bot.cli", 5),
    ("bot.__main__", 5),
)
"""The first prefix that fits names the floor; bot/render knows the domain's names, so it stands above it."""

ONLY_IN: dict[str, tuple[str, ...]] = {
    "sqlmodel": ("bot.store",),
    "sqlalchemy": ("bot.store",),
    "telegram": ("bot.chat", "bot.app", "bot.web"),
    "jinja2": ("bot.render",),
    "apscheduler": ("jobs.timetable",),
    "matplotlib": ("bot.charts",),
    "zxingcpp": ("bot.qr",),
}
SESSION = {"sqlalchemy.ext.asyncio", "sqlalchemy.ext.asyncio.AsyncSession", "sqlalchemy.exc", "sqlalchemy.text"}
"""What doors and flows may know of the database: the session they are handed, and that it can be away."""


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def floor(module: str) -> int | None:
    return next((n for prefix, n in FLOORS if module == prefix or module.startswith(prefix + ".")), None)


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def allowed(name: str) -> bool:
    return name in SESSION or name.startswith("sqlalchemy.exc.")


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_imports_go_down_only(path: Path) -> None:
    here = floor(module_of(path))
    higher = {name for name in imports(path) if here and (there := floor(name)) and there > here}
    assert not higher


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_each_library_has_its_one_place(path: Path) -> None:
    module = module_of(path)
    strays = {
        name
        for name in imports(path)
        for library, homes in ONLY_IN.items()
        if name.split(".")[0] == library and not module.startswith(homes) and not allowed(name)
    }
    assert not strays


CHINESE_SENTENCE = re.compile(r"[\u4e00-\u9fff]{4,}[^\"']*[。！？]")


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if module_of(p).startswith(("bot.flows", "bot.chat", "jobs"))], ids=module_of
)
def test_sentences_that_people_read_stand_in_templates(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    raised = {id(leaf) for node in ast.walk(tree) if isinstance(node, ast.Raise) for leaf in ast.walk(node)}
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    spoken = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CHINESE_SENTENCE.search(node.value)
        and id(node) not in raised | documented
    ]
    assert not spoken


def test_the_readme_names_no_folder_that_is_gone() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:bot|jobs|templates|tests)/[\w/]*)`", text))
    assert named
    assert not {name for name in named if not (ROOT / name).exists()}

"""The rules of the house: which file may import which, where routes are declared, and how many files a folder may
have."""

import ast
import re
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

from bot.chat.routes import tables

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
"""The first prefix that fits a module gives its floor. bot/render is above the domain, because it knows the domain's
names."""

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
"""The parts of the database library that doors and flows may use: the session that they are given, and the errors that
report that the database is unavailable."""


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


ROOMS = (
    *("delivery", "wishes", "postings", "destinations", "warnings", "matching"),
    *("chain", "publishing", "student", "register", "care", "office"),
)
"""The folders that each of these floors has. A room imports only rooms before it in this tuple."""
FLOORS_WITH_ROOMS = ("bot.domain", "bot.store", "bot.flows", "bot.chat")
ADDS_UP_THE_ROOMS = "bot.chat.routes"
MODULES = {module_of(path): path for path in SOURCES}


def links(path: Path) -> set[str]:
    """Return our own modules that a file imports when it runs. Imports for the type checker alone do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types_only = {
        id(leaf)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for statement in node.body
        for leaf in ast.walk(statement)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in for_types_only:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            package = ".".join(path.relative_to(ROOT).parts[: -node.level]) + "." if node.level else ""
            origin = package + node.module
            named = {f"{origin}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else origin for name in named}
    return found & MODULES.keys()


def rank(module: str, floor_name: str) -> int:
    """Return the position of a module on its floor: common files are 0, then the rooms follow in order, then the file
    that adds up all routes."""
    if (module + ".").startswith(ADDS_UP_THE_ROOMS + "."):
        return len(ROOMS) + 1
    folder = module.removeprefix(floor_name + ".").split(".")[0]
    return ROOMS.index(folder) + 1 if folder in ROOMS else 0


@pytest.mark.parametrize("floor_name", FLOORS_WITH_ROOMS)
def test_a_room_imports_only_rooms_before_it(floor_name: str) -> None:
    on_floor = {module: path for module, path in MODULES.items() if module.startswith(floor_name + ".")}
    backwards = [
        f"{module} -> {other}"
        for module, path in on_floor.items()
        for other in sorted(links(path) & on_floor.keys())
        if rank(other, floor_name) > rank(module, floor_name)
    ]
    assert not backwards, "\n".join(backwards)


def test_no_files_import_each_other_in_a_circle() -> None:
    try:
        TopologicalSorter({module: links(path) for module, path in MODULES.items()}).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(reversed(error.args[1])))


MOST_FILES = 20
MAY_BE_FULLER = ("bot/reference", "bot/store/migrations/versions")
"""Folders that may contain more files: generated tables, and one file for each change of the schema."""


def test_no_folder_holds_more_files_than_a_reader_can_overlook() -> None:
    files = [path for folder in ("bot", "jobs", "tests") for path in (ROOT / folder).rglob("*.py")]
    sizes = Counter(path.parent.relative_to(ROOT).as_posix() for path in files)
    assert not {name: size for name, size in sizes.items() if size > MOST_FILES and name not in MAY_BE_FULLER}


def test_a_room_declares_the_routes_of_its_own_handlers() -> None:
    strays = []
    for room in (*ROOMS, "door"):
        routes = import_module(f"bot.chat.{room}.routes")
        for route in (*routes.COMMANDS, *routes.PRESSES, *routes.FORMS.values()):
            if not route.handler.__module__.startswith(f"bot.chat.{room}."):
                strays.append(f"{room}: {route.handler.__module__}.{route.handler.__name__}")
    assert not strays


def test_routes_are_declared_in_routes_files_only() -> None:
    declared = {
        module
        for module, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("Command", "Press", "Form")
    }
    assert declared == {f"bot.chat.{room}.routes" for room in (*ROOMS, "door")}


def test_every_command_verb_and_form_is_declared_once_and_every_command_is_in_the_menu() -> None:
    rooms = [import_module(f"bot.chat.{room}.routes") for room in (*ROOMS, "door")]
    forms = [name for room in rooms for name in room.FORMS]
    verbs = [press.verb for press in tables.PRESSES]
    assert Counter(room.__name__ for room in tables.ROOMS) == Counter(room.__name__ for room in rooms)
    assert not [name for name, times in Counter(verbs).items() if times > 1]
    assert not [name for name, times in Counter(forms).items() if times > 1]
    assert [command.name for command in tables.COMMANDS] == list(tables.MENU)


READS_VALUES = ("bot.domain.delivery.values", "bot.store.tables.pushes")
FORM_VALUES = "talk"
"""``talk.values`` belong to the open form, and the form's own file reads them."""


def keys_read(tree: ast.AST) -> list[str]:
    """Return the source of each place where code reads a key of an object's ``values``."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=ast.Attribute(attr="values") as read, slice=ast.Constant(value=str())):
                found.append(read)
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="values") as read, attr="get" | "pop")):
                found.append(read)
            case ast.Compare(left=ast.Constant(value=str()), comparators=[ast.Attribute(attr="values") as read]):
                found.append(read)
    return [ast.unparse(read) for read in found if ast.unparse(read.value) != FORM_VALUES]


@pytest.mark.parametrize("path", [p for p in SOURCES if not module_of(p).startswith("bot.sandbox")], ids=module_of)
def test_the_values_of_a_push_are_read_through_their_types(path: Path) -> None:
    if module_of(path) not in READS_VALUES:
        assert not keys_read(ast.parse(path.read_text(encoding="utf-8")))


def test_a_key_picked_out_of_values_is_noticed() -> None:
    for line in ('push.values["question"]', 'delivery.values.get("rows", [])', '"question" in push.values'):
        assert keys_read(ast.parse(line))
    assert not keys_read(ast.parse('talk.values["seen"]'))


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

"""The map of the bot: every entry point, its handler, and the flows that the handler calls.

Entry points are read from the tables that the bot runs on, and flows from the source. So the map cannot be out of date.
"""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typer

import bot
from bot.chat.routes import free_text, tables
from jobs import timetable

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
ROOT = Path(bot.__file__).parents[1]
FOLLOWED = ("bot.chat.", "bot.cli.work.", "jobs.")
"""The packages in which calls are followed to find flows."""
ROOMS = tuple(room.__name__.split(".")[2] for room in tables.ROOMS)
NO_ROOM = ROOMS[0]
"""The room under which the map lists an entry point that calls no flow."""


@dataclass(frozen=True)
class Way:
    """One entry point. ``name`` is the text that people type or press.

    ``handler`` and ``flows`` have the form ``folder/file.function``.
    """

    name: str
    handler: str
    flows: tuple[str, ...]
    room: str


def show(terminal: typer.Typer) -> None:
    """Print the page that the repository contains as ``bot/MAP.md``."""
    print(page(terminal), end="")


def page(terminal: typer.Typer) -> str:
    """Return the map as Markdown, with a chapter for each room and a row for each entry point."""
    rooms: defaultdict[str, list[Way]] = defaultdict(list)
    for way in ways(terminal):
        rooms[way.room].append(way)
    chapters = [_chapter(room, rooms[room]) for room in ROOMS if rooms[room]]
    return "\n\n".join([HEAD, _free_text(), *chapters]) + "\n"


HEAD = """# The map

Every command (`/…`), button (its verb), form, job and terminal command, the function that handles it, and the flows
that this function calls. `jiuye routes` prints this page (`make map` writes it); a test keeps it true. Handlers stand
in `bot/chat/`, jobs in `jobs/`, terminal commands in `bot/cli/`, flows in `bot/flows/`. Two loops run besides:
`jobs/sending/loop.py` sends what is queued, `jobs/sending/mend.py` edits what was sent and is not true any more."""


def _free_text() -> str:
    lines = [f"{n}. `{fits.__name__}` → `{_place(reader)}`" for n, (fits, reader) in enumerate(free_text.FREE_TEXT, 1)]
    return "\n".join(["## Free text, files and photos: the first that fits answers", "", *lines])


def _chapter(room: str, found: Iterable[Way]) -> str:
    rows = [f"| {way.name} | {way.handler} | {', '.join(way.flows)} |" for way in found]
    return "\n".join([f"## {room}", "", "| way in | handler | flows |", "|---|---|---|", *rows])


def ways(terminal: typer.Typer) -> Iterator[Way]:
    """Yield the entry points: commands, buttons, forms, then jobs, then terminal commands."""
    for command in tables.COMMANDS:
        yield _way(f"/{command.name}", command.handler)
    for press in tables.PRESSES:
        yield _way(f"`{press.verb}`", press.handler)
    for name, form in tables.FORMS.items():
        yield _way(f"form `{name}`", form.handler)
    for name, module, function in _jobs():
        yield _way_to(f"job {name}", module, function)
    for name, callback in _commands(terminal, "jiuye"):
        yield _way(f"`{name}`", callback)


def _way(name: str, handler: Callable[..., Any]) -> Way:
    return _way_to(name, handler.__module__, handler.__name__)


def _way_to(name: str, module: str, function: str) -> Way:
    flows = tuple(dict.fromkeys(_flows(module, function, set())))
    own = module.split(".")[2] if module.startswith("bot.chat.") else ""
    room = own or (flows[0].split("/")[0] if flows else NO_ROOM)
    return Way(name, _short(module, function), flows, room if room in ROOMS else NO_ROOM)


def _place(function: Callable[..., Any]) -> str:
    return _short(function.__module__, function.__name__)


def _short(module: str, function: str) -> str:
    return (
        "/".join(module.removeprefix("bot.").removeprefix("chat.").removeprefix("flows.").split(".")) + f".{function}"
    )


def _commands(group: typer.Typer, name: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for command in group.registered_commands:
        if command.callback:
            yield f"{name} {command.name or command.callback.__name__}", command.callback
    for inner in group.registered_groups:
        if inner.typer_instance:
            yield from _commands(inner.typer_instance, f"{name} {inner.name}")


def _jobs() -> Iterator[tuple[str, str, str]]:
    """Yield (name, module, function) for each job of ``Timetable``."""
    source = _source(timetable.__name__)
    for row in ast.walk(source.tree):
        match row:
            case ast.Tuple(elts=[ast.Constant(value=str(name)), _, ast.Lambda(body=ast.Call(func=called))]):
                module, function = source.resolve(called)
                yield name, module, function


class Source:
    """The functions of a module, and what each name in it refers to. Both are empty if there is no such module."""

    def __init__(self, module: str) -> None:
        path = ROOT / module.replace(".", "/")
        file = next((each for each in (path.with_suffix(".py"), path / "__init__.py") if each.exists()), None)
        self.module = module
        self.tree = ast.parse(file.read_text(encoding="utf-8") if file else "")
        self.names: dict[str, str] = {}
        self.functions: dict[str, ast.AST] = {}
        for node in ast.walk(self.tree):
            match node:
                case ast.ImportFrom(module=str(parent), names=imported):
                    self.names |= {each.asname or each.name: f"{parent}.{each.name}" for each in imported}
                case ast.Module(body=body) | ast.ClassDef(body=body):
                    self.functions |= {each.name: each for each in body if isinstance(each, FUNCTIONS)}
                case ast.Assign(targets=[ast.Name(id=made)], value=ast.Call(func=ast.Attribute(value=ast.Name(id=of)))):
                    if of in self.names:  # after board = groups.Board(...), board.f is in groups
                        self.names[made] = self.names[of]

    def resolve(self, node: ast.AST) -> tuple[str, str]:
        """Return the (module, function) of a name or an attribute. Both are empty for any other node."""
        match node:
            case ast.Attribute(value=ast.Name(id="self"), attr=name) | ast.Name(id=name) if name in self.functions:
                return self.module, name
            case ast.Attribute(value=ast.Name(id=name), attr=function) if name in self.names:
                return self.names[name], function
            case ast.Name(id=name) if name in self.names:
                module, _, function = self.names[name].rpartition(".")
                return module, function
        return "", ""

    def has(self, function: str) -> bool:
        return function in self.functions or function in self.names


_source = cache(Source)


def _flows(module: str, function: str, seen: set[tuple[str, str]]) -> Iterator[str]:
    """Yield the flows that a function calls, directly or through functions of its own floor, in the order of the
    source.
    """
    source = _source(module)
    node = source.functions.get(function)
    if node is None or (module, function) in seen:
        return
    seen.add((module, function))
    for called in _in_order(node):
        at, name = source.resolve(called)
        if at.startswith("bot.flows.") and name.islower() and _source(at).has(name):
            yield _short(at, name)
        elif at.startswith(FOLLOWED):
            yield from _flows(at, name, seen)


def _in_order(node: ast.AST) -> list[ast.Name | ast.Attribute]:
    found = [each for each in ast.walk(node) if isinstance(each, ast.Name | ast.Attribute)]
    return sorted(found, key=lambda each: (each.lineno, each.col_offset))

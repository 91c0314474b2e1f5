"""``--help`` answers at once, because it imports only the declarations of the commands."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from bot.cli.app import app

HEAVY = set(
    "PIL aiohttp alembic apscheduler cryptography jinja2 matplotlib numba numpy opencc playwright pydantic_settings "
    "sqlalchemy sqlmodel structlog telegram".split()
)
LIGHT = {"bot", "bot.domain", "bot.domain.postings", "bot.domain.postings.announcement"}
"""The modules of the bot, apart from the declarations in ``bot.cli``, that ``--help`` may import."""
SHOW_HELP = """
import sys
from typer.testing import CliRunner
from bot.cli.app import app
assert CliRunner().invoke(app, sys.argv[1:]).exit_code == 0
print(*sys.modules)
"""


def paths(command: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, below in getattr(command, "commands", {}).items():
        yield from paths(below, (*path, name))


@pytest.mark.parametrize("command", [(), ("import", "roster"), ("postings", "list")], ids=" ".join)
def test_help_imports_nothing_heavy(command: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SHOW_HELP, *command, "--help"], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert not {name.split(".")[0] for name in loaded} & HEAVY
    declared = {name for name in loaded if name.startswith("bot.cli") and not name.startswith("bot.cli.work")}
    assert {name for name in loaded if name.split(".")[0] in ("bot", "jobs", "templates")} <= LIGHT | declared


@pytest.mark.parametrize("command", list(paths(get_command(app))), ids=" ".join)
def test_every_command_has_help(command: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(app, [*command, "--help"])
    assert shown.exit_code == 0
    assert " ".join(("用法：root", *command)) in shown.stdout

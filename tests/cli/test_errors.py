"""An error that no command foresaw is one Chinese sentence at the terminal, and a traceback with ``--debug``."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def typed(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run ``jiuye`` with a folder as its database, which SQLite cannot open."""
    env = {**os.environ, "JIUYE_DATABASE_URL": f"sqlite:///{folder}", "PYTHONPATH": str(Path.cwd())}
    return subprocess.run([sys.executable, "-m", "bot", *words], capture_output=True, text=True, env=env, cwd=folder)


def test_an_error_is_one_sentence_with_the_next_step(tmp_path: Path) -> None:
    shown = typed(tmp_path, "postings", "list")
    assert shown.returncode == 1 and "Traceback" not in shown.stderr + shown.stdout
    assert "请先运行 jiuye doctor" in shown.stderr and "--debug" in shown.stderr
    assert len(shown.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", [("--debug", "postings", "list"), ("postings", "list", "--debug")])
def test_debug_shows_the_traceback(tmp_path: Path, words: tuple[str, ...]) -> None:
    shown = typed(tmp_path, *words)
    assert shown.returncode == 1 and "unable to open database file" in shown.stderr

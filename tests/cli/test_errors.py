"""An error that no command foresaw is one Chinese sentence at the terminal, and a traceback with ``--debug``."""

import sys
from pathlib import Path

import pytest

from bot.cli.app import main


@pytest.fixture(autouse=True)
def no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database of the settings is a folder, which SQLite cannot open."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JIUYE_DATABASE_URL", f"sqlite:///{tmp_path}")


def typed(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    monkeypatch.setattr(sys, "argv", ["jiuye", *words])
    main()


def test_an_error_is_one_sentence_with_the_next_step(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        typed(monkeypatch, "postings", "list")
    shown = capsys.readouterr()
    assert ended.value.code == 1 and "Traceback" not in shown.err + shown.out
    assert "请先运行 jiuye doctor" in shown.err and "--debug" in shown.err and len(shown.err.splitlines()) == 1


@pytest.mark.parametrize("words", [("--debug", "postings", "list"), ("postings", "list", "--debug")])
def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    with pytest.raises(Exception, match="unable to open database file"):
        typed(monkeypatch, *words)

"""``jiuye init`` keeps who handles the data and whom to call; ``jiuye doctor`` says when one of them is missing."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.app import app
from bot.cli.work import init
from bot.cli.work.terminal import console


@pytest.fixture(autouse=True)
def empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JIUYE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("JIUYE_DATABASE_URL", "")
    monkeypatch.setattr(console, "width", 300)  # one line for each row of a table


def said(*arguments: str, typed: str | None = None) -> str:
    return CliRunner().invoke(app, arguments, input=typed).output


def test_options_name_the_school_and_its_office() -> None:
    assert "未填" in said("init")
    doctor = said("doctor")
    assert "请运行 jiuye init --school" in doctor and "请运行 jiuye init --contact" in doctor
    assert "学校“某某大学”" in said("init", "--school", "某某大学", "--contact", "电话 0431-1")
    again = said("init")
    assert "学校“某某大学”，就业处联系方式：电话 0431-1" in again and "请补上" not in again
    doctor = said("doctor")
    assert "某某大学" in doctor and "电话 0431-1" in doctor and "请运行 jiuye init" not in doctor


def test_doctor_shows_the_recipient_abroad_for_a_lawyer(monkeypatch: pytest.MonkeyPatch) -> None:
    said("init")
    assert "Telegram Messenger Inc.，telegram.org/privacy（请法务核对）" in said("doctor")
    monkeypatch.setenv("JIUYE_OVERSEAS_RECIPIENT", "某公司")
    assert "某公司，telegram.org/privacy" in said("doctor")


def test_a_terminal_is_asked_for_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(init, "_on_terminal", lambda: True)
    shown = said("init", typed="某某大学\n电话 0431-1\n")
    assert "学校全称" in shown and "就业处的电话或房间" in shown
    assert "学校“某某大学”，就业处联系方式：电话 0431-1" in shown
    assert "学校全称" not in said("init")


def test_a_contact_that_is_too_long_is_refused_in_words() -> None:
    assert "最多 40 个字" in said("init", "--contact", "长" * 41)

"""The terminal speaks Chinese: the help, the errors about what was typed, and the states."""

import re
from collections.abc import Iterator

import pytest
from typer import rich_utils
from typer.main import get_command
from typer.testing import CliRunner

from bot.cli.app import app
from bot.cli.chinese import WORDS
from bot.cli.work.push import STATES
from bot.domain.delivery.push import PushState
from tests.cli.test_quick import paths

PATHS = list(paths(get_command(app)))
NAMES = set("xlsx xls ods csv UTF GBK JSON Telegram Ctrl jiuye root var demo yuan wan".split())
"""Names that are the same in Chinese, and values that are typed as they are."""
MISTAKES = {
    "mach": "没有命令“mach”。您要的可能是 match。",
    "match": "缺少“编号”，请补上。",
    "match x": "“编号”的值不对。请写整数。",
    "match 3 4": "多写了“4”，请去掉",
    "match 3 --bst 2": "没有选项“--bst”。您要的可能是 --best。",
    "match 3 --best": "选项“--best”后面缺少内容，请补上。",
    "match 3 --best 0": "选项“--best”的值不对。请写整数（不小于 1）。",
    "match 3 --json=1": "选项“--json”后面不用写内容",
    "invite class 土木2301 --hours 9999": "请写整数（1 到 2160）。",
    "import roster /nowhere.xlsx": "“表格”的值不对。请检查路径和文件名",
    "postings list --state 待审": "请写 review、approved、published、rejected、recalled、closed 之一。",
    "notify 停电": "缺少选项“--to”，请补上。",
}


def typed() -> Iterator[str]:
    """Every word that a person types: the names of commands, and the choices of the option ``--state``."""
    for path in PATHS:
        for name in path:
            yield from name.split("-")
    yield from "review approved published rejected recalled closed".split()


def english(shown: str) -> set[str]:
    """The English words in ``shown``, without what is typed as it is: names of commands and options, and choices."""
    plain = re.sub(r"--[a-z-]+|[│╭╮╰╯─]", " ", shown)
    plain = re.sub(r"(?<=[a-z|])\s+(?=[a-z|]+>)", "", plain)  # a list of choices may be wrapped
    return set(re.findall(r"[A-Za-z]{2,}", plain)) - NAMES - set(typed())


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_the_help_of_every_command_is_chinese(path: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(app, [*path, "--help"], env={"TERMINAL_WIDTH": "200", "COLUMNS": "200"})
    assert not english(shown.output)
    assert "显示这段说明" in shown.output


@pytest.mark.parametrize("typed", MISTAKES)
def test_a_mistake_is_explained_in_chinese(typed: str) -> None:
    shown = CliRunner().invoke(app, typed.split(), env={"COLUMNS": "200"})
    assert shown.exit_code == 2
    assert MISTAKES[typed] in shown.output
    assert not english(shown.output) - set(re.findall("[a-z]{2,}", typed))


def test_a_group_without_a_command_shows_its_help() -> None:
    assert "用法：root import [选项] 命令" in CliRunner().invoke(app, ["import"]).output


def test_typer_still_has_the_words_that_are_replaced() -> None:
    assert WORDS.keys() <= vars(rich_utils).keys()


def test_every_state_of_a_push_has_a_word() -> None:
    assert set(STATES) == set(PushState)

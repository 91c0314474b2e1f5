"""Typer's own words in Chinese (headings, types, errors), because Typer has no translations.

The commands use ``Command`` and ``Group``. The rest is set once, when this file is imported.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from typer import core, rich_utils
from typer._click import Command as ClickCommand
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

if TYPE_CHECKING:
    from typer._click import Context

HELP = "显示这段说明"
OPTIONS = "[选项]"
SUBCOMMAND = "命令 [参数]…"
TYPES = {"str": "<文字>", "int": "<整数>", "int range": "<整数>", "file": "<文件>", "path": "<目录>", "bool": ""}
"""Map Typer's name of a type to the name in the help. A switch has no value and needs none."""


WORDS = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "ERRORS_PANEL_TITLE": "没有执行",
    "DEFAULT_STRING": "［默认：{}］",
    "REQUIRED_LONG_STRING": "［必填］",
    "ABORTED_TEXT": "已取消，什么也没有做。",
    "RICH_HELP": "用法和例子：[blue]{command_path} {help_option}[/]",
}
"""Map the constants of ``typer.rich_utils`` to Chinese words."""


def speak_chinese() -> None:
    vars(rich_utils).update(WORDS)
    vars(core).update(describe_number_range=numbers)
    for kind in (TyperArgument, TyperOption):
        kind.display_type = in_chinese(kind.display_type)  # type: ignore[method-assign]


def in_chinese(shown: Any) -> Any:
    """Return Typer's method ``display_type`` with the names of ``TYPES``. Choices stay as they are typed."""

    def display_type(parameter: Any, ctx: "Context") -> str:
        name: str = shown(parameter, ctx)
        return TYPES.get(name.strip("<>"), name)

    return display_type


def numbers(min: float | None, max: float | None) -> str | None:
    """Return the help text for the range of a number."""
    if min is None and max is None:
        return None
    if max is None:
        return f"不小于 {min}"
    return f"不大于 {max}" if min is None else f"{min} 到 {max}"


def expected(parameter: Any) -> str:
    """Return the help text for the value of ``parameter``."""
    described = parameter.type_descriptor
    if described.is_choice:
        return f"请写 {'、'.join(map(str, described.choices))} 之一。"
    if described.is_path:
        return "请检查路径和文件名，写一个读得到的文件。"
    if described.annotation is int:
        span = numbers(described.parameter_info.min, described.parameter_info.max)
        return f"请写整数{f'（{span}）' if span else ''}。"
    return "请检查后重新输入。"


def maybe(names: Sequence[str]) -> str:
    return f"您要的可能是 {'、'.join(names)}。" if names else ""


def sentence(error: UsageError) -> str:
    """Return the sentence for a mistyped command: what is wrong, and what to do."""
    match error:
        case NoSuchOption():
            return f"没有选项“{error.option_name}”。" + maybe(sorted(error.possibilities or ()))
        case BadOptionUsage() if "requires" in error.message:
            return f"选项“{error.option_name}”后面缺少内容，请补上。"
        case BadOptionUsage():
            return f"选项“{error.option_name}”后面不用写内容，请去掉等号和后面的部分。"
        case MissingParameter(param=parameter) if parameter is not None:
            return f"缺少{name(parameter)}，请补上。"
        case BadParameter(param=parameter) if parameter is not None:
            return f"{name(parameter)}的值不对。{expected(parameter)}"
    return f"多写了{error.message.partition('(s)')[2].strip(' ()').join('“”')}，请去掉；内容里有空格的，请加引号。"


def name(parameter: Any) -> str:
    if isinstance(parameter, TyperOption):
        return f"选项“{parameter.opts[0]}”"
    return f"“{parameter.display_name_raw}”"


class Chinese(ClickCommand):
    """A command with a Chinese usage line, help option and errors."""

    def get_usage(self, ctx: "Context") -> str:
        return super().get_usage(ctx).replace("Usage: ", "用法：", 1)

    def get_help_option(self, ctx: "Context") -> TyperOption | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = HELP
        return option

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except NoArgsIsHelpError:  # its text is the help
            raise
        except UsageError as error:
            raise UsageError(sentence(error), error.ctx or ctx) from None


class Command(Chinese, TyperCommand):
    """A command of ``jiuye``."""


class Group(Chinese, TyperGroup):
    """A group of commands. For an unknown command, it names the nearest ones."""

    def resolve_command(self, ctx: "Context", args: list[str]) -> "tuple[str | None, ClickCommand | None, list[str]]":
        if self.get_command(ctx, args[0]) is None:
            ctx.fail(f"没有命令“{args[0]}”。" + maybe(get_close_matches(args[0], self.commands)))
        return super().resolve_command(ctx, args)


speak_chinese()

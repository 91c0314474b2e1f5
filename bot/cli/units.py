"""The school year at a terminal: close a year, and merge two classes."""

from typing import Annotated

import typer

ClassName = Annotated[str, typer.Argument(help="班级；重名时写“学院/班级”")]


def roll_over(yes: Annotated[bool, typer.Option("--yes", help="确认执行；不加只预览")] = False) -> None:
    """新学年换届：离校班级的班干部（9 月 1 日起）、辅导员和学生身份（次年起）到期结束，不再匹配岗位。可重复执行。"""
    from bot.cli.work import units

    units.roll_over(yes)


def merge_class(old: ClassName, into: ClassName) -> None:
    """并班：OLD 的同学、班干部和老师并入 INTO；以后名单里写 OLD 也认得。"""
    from bot.cli.work import units

    units.merge_class(old, into)

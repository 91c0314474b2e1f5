"""The school year at a terminal: close a year, and merge two classes."""

from typing import Annotated

import typer


def roll_over(yes: Annotated[bool, typer.Option("--yes", help="确认执行；不加只预览")] = False) -> None:
    """新学年换届：离校班级的班干部（9 月 1 日起）、辅导员和学生身份（次年起）到期结束，不再推送岗位。可重复执行。"""
    from bot.cli.work import units

    units.roll_over(yes)


def merge_class(
    old: Annotated[str, typer.Argument(metavar="原班级", help="并掉的班级；重名时写“学院/班级”")],
    into: Annotated[str, typer.Argument(metavar="新班级", help="并入的班级；重名时写“学院/班级”")],
) -> None:
    """并班：原班级的同学、班干部和老师并入新班级；以后名单里写原班级也认得。"""
    from bot.cli.work import units

    units.merge_class(old, into)

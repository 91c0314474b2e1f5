"""``jiuye forget``: delete what is kept about one student who asks for it."""

from typing import Annotated

import typer


def student(
    number: Annotated[str, typer.Argument(metavar="学号")],
    yes: Annotated[bool, typer.Option("--yes", help="不再询问，直接删除")] = False,
) -> None:
    """按本人要求删除个人信息：先列出删什么、留什么，确认后删除，告诉本人并留下记录。"""
    from bot.cli.work import forget

    forget.student(number, yes)

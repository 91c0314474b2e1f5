"""``jiuye invite``: binding codes for a class or one person."""

from typing import Annotated

import typer

from bot.cli.options import Json

Hours = Annotated[int | None, typer.Option(help="有效小时数", min=1, max=24 * 90)]
Uses = Annotated[int | None, typer.Option(help="可用次数", min=1, max=100_000)]


def for_class(
    name: Annotated[str, typer.Argument(metavar="班级", help="重名时写“学院/班级”")],
    hours: Hours = None,
    uses: Uses = None,
    as_json: Json = False,
) -> None:
    """班级绑定码：默认 7 天有效。用它绑定的同学先只收岗位，由辅导员确认身份后开放全部功能。"""
    from bot.cli.work import invite

    invite.for_class(name, hours, uses, as_json)


def for_person(
    number: Annotated[str, typer.Argument(metavar="学号", help="学号或工号")],
    hours: Hours = None,
    uses: Uses = None,
    as_json: Json = False,
) -> None:
    """个人绑定码：默认 24 小时、用一次。已绑定的人用它换到新的 Telegram 账号。"""
    from bot.cli.work import invite

    invite.for_person(number, hours, uses, as_json)

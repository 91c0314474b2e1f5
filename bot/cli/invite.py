"""Codes at a terminal: for a class, or for one person (staff get theirs only here or from the office)."""

from typing import Annotated, Any

import typer

from bot import app as wiring
from bot.app import Parts
from bot.cli import console, run
from bot.cli.app import app
from bot.cli.postings import print_json
from bot.flows.register import invite
from bot.flows.register.invite import Code
from bot.render import plain
from bot.settings import Settings

invites = typer.Typer(no_args_is_help=True, help="生成绑定码")
app.add_typer(invites, name="invite")
Hours = Annotated[int | None, typer.Option(help="有效小时数", min=1, max=24 * 90)]
Uses = Annotated[int | None, typer.Option(help="可用次数", min=1, max=100_000)]
Json = Annotated[bool, typer.Option("--json", help="只输出 JSON")]


@invites.command("class")
def for_class(
    name: Annotated[str, typer.Argument(help="班级；重名时写“学院/班级”")],
    hours: Hours = None,
    uses: Uses = None,
    as_json: Json = False,
) -> None:
    """班级绑定码：默认 7 天有效。用它绑定的同学先只收岗位，由辅导员确认本人后开放全部功能。"""

    async def work(made: Parts) -> dict[str, Any]:
        async with made.store.writing() as session:
            class_id = await invite.class_named(session, name)
            lasting = hours or invite.CLASS_HOURS
            code = await invite.for_class(session, class_id, made.clock.now(), hours=lasting, uses=uses)
        return await _words(made.settings, code)

    _print(run(work), as_json)


@invites.command("person")
def for_person(
    number: Annotated[str, typer.Argument(help="学号或工号")],
    hours: Hours = None,
    uses: Uses = None,
    as_json: Json = False,
) -> None:
    """个人绑定码：默认 24 小时、用一次。已绑定的人用它换到新的 Telegram 账号。"""

    async def work(made: Parts) -> dict[str, Any]:
        async with made.store.writing() as session:
            code = await invite.for_person(
                session, number, made.clock.now(), hours=hours or invite.PERSON_HOURS, uses=uses or 1
            )
        return await _words(made.settings, code)

    _print(run(work), as_json)


async def _words(settings: Settings, code: Code) -> dict[str, Any]:
    return {
        "code": code.typed,
        "link": code.link(await _bot_name(settings)),
        "for": code.whose,
        "expires_at": code.expires_at.isoformat(),
        "uses": code.uses,
    }


async def _bot_name(settings: Settings) -> str:
    """Empty when Telegram cannot be asked: the code works without its link."""
    if not settings.bot_token.get_secret_value():
        return ""
    try:
        return await wiring.bot_name(settings)
    except Exception:  # refused, no network, wrong proxy: nothing of it spoils the code
        return ""


def _print(words: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(words)
    else:
        console.print(plain("roster/invited", **{**words, "whose": words["for"]}), highlight=False, markup=False)

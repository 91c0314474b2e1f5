"""Creates binding codes and prints them with their links."""

from typing import Any

from bot.cli.work.terminal import print_json, print_plain, run
from bot.flows.register import invite
from bot.flows.register.invite import Code
from bot.parts import Parts
from bot.render import plain
from bot.settings import Settings


def for_class(name: str, hours: int | None, uses: int | None, as_json: bool) -> None:
    async def work(made: Parts) -> dict[str, Any]:
        async with made.store.writing() as session:
            class_id = await invite.class_named(session, name)
            lasting = hours or invite.CLASS_HOURS
            code = await invite.for_class(session, class_id, made.clock.now(), hours=lasting, uses=uses)
        return await _words(made.settings, code)

    _print(run(work), as_json)


def for_person(number: str, hours: int | None, uses: int | None, as_json: bool) -> None:
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
    """Return the bot's username, or "" if Telegram cannot be reached. The code works without its link too."""
    if not settings.bot_token.get_secret_value():
        return ""
    from bot.app import bot_name  # this loads the whole chat, and only the link needs it

    try:
        return await bot_name(settings)
    except Exception:  # after any error of the connection, the code itself is still valid
        return ""


def _print(words: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(words)
    else:
        print_plain(plain("roster/invited", **{**words, "whose": words["for"]}))

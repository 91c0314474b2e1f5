"""The bot itself: its name, descriptions, commands for each scope, menu button, and its answers to presses."""

import re
from typing import Any

from bot.sandbox.api.params import Params
from bot.sandbox.errors import bad_request
from bot.sandbox.shelf import Json
from bot.sandbox.state import Sandbox
from bot.sandbox.text.entities import units
from bot.sandbox.world import Chat, World

COMMAND = re.compile(r"[a-z0-9_]{1,32}")


async def get_me(sandbox: Sandbox, params: Params) -> Json:
    abilities = {
        "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False,
        "can_connect_to_business": False, "has_main_web_app": False,
    }  # fmt: skip
    return {**sandbox.world.bot, **abilities}


async def set_my_commands(sandbox: Sandbox, params: Params) -> bool:
    commands = params.structure("commands") or []
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND.fullmatch(command.get("command", "").removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    stored = [{**c, "command": c["command"].removeprefix("/")} for c in commands]
    _keep(sandbox.world, params, stored)
    return True


async def get_my_commands(sandbox: Sandbox, params: Params) -> list[Json]:
    return list(_all(sandbox.world).get(_scope_key(params), []))


async def delete_my_commands(sandbox: Sandbox, params: Params) -> bool:
    _keep(sandbox.world, params, [])
    return True


async def set_my_description(sandbox: Sandbox, params: Params) -> bool:
    _describe(sandbox.world, params, "description", 512)
    return True


async def get_my_description(sandbox: Sandbox, params: Params) -> Json:
    return {"description": described(sandbox.world, "description", params.text("language_code"))}


async def set_my_short_description(sandbox: Sandbox, params: Params) -> bool:
    _describe(sandbox.world, params, "short_description", 120)
    return True


async def get_my_short_description(sandbox: Sandbox, params: Params) -> Json:
    return {"short_description": described(sandbox.world, "short_description", params.text("language_code"))}


def _describe(world: World, params: Params, kind: str, longest: int) -> None:
    """Keep a text under the language; an empty one removes it."""
    text = params.text(kind)
    if units(text) > longest:
        raise bad_request("ABOUT_TOO_LONG" if kind == "short_description" else "DESCRIPTION_TOO_LONG")
    world.keep_setting(f"{kind}/{params.text('language_code')}", text)
    world.live.tell({"event": "described"})


def described(world: World, kind: str, language: str = "zh") -> str:
    """The text for people of a language: their own, else the one for everybody."""
    return world.setting(f"{kind}/{language}") or world.setting(f"{kind}/") or ""


def _all(world: World) -> dict[str, list[Json]]:
    return world.setting("commands") or {}


def _keep(world: World, params: Params, commands: list[Json]) -> None:
    world.keep_setting("commands", {**_all(world), _scope_key(params): commands})
    world.live.tell({"event": "commands"})


def _scope_key(params: Params) -> str:
    scope: dict[str, Any] = params.structure("scope") or {"type": "default"}
    place = [str(scope[key]) for key in ("chat_id", "user_id") if key in scope]
    return "/".join([scope["type"], *place, params.text("language_code")])


def commands_for(world: World, chat: Chat, user_id: int) -> list[Json]:
    """Return the command menu of a person in a chat. These are the commands of the narrowest scope that has any
    commands (Bot API, *BotCommandScope*)."""
    leads = user_id in chat.administrators or chat.members[:1] == [user_id]
    if chat.kind == "private":
        scopes = [f"chat/{chat.id}", "all_private_chats", "default"]
    else:
        scopes = [
            f"chat_member/{chat.id}/{user_id}",
            f"chat_administrators/{chat.id}" if leads else "",
            f"chat/{chat.id}",
            "all_chat_administrators" if leads else "",
            "all_group_chats",
            "default",
        ]
    known = _all(world)
    keys = [f"{scope}/{language}" for scope in scopes if scope for language in ("zh", "")]
    return next((known[key] for key in keys if known.get(key)), [])


async def set_chat_menu_button(sandbox: Sandbox, params: Params) -> bool:
    sandbox.world.keep_setting(
        f"menu button of {params.chat_id}", params.structure("menu_button") or {"type": "default"}
    )
    return True


async def get_chat_menu_button(sandbox: Sandbox, params: Params) -> Json:
    button: Json | None = sandbox.world.setting(f"menu button of {params.chat_id}")
    return button or {"type": "commands"}


async def answer_callback_query(sandbox: Sandbox, params: Params) -> bool:
    text = params.text("text")
    if units(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    query_id = params.text("callback_query_id")
    user_id = sandbox.queries.answer(query_id)
    answer = {"event": "answer", "query_id": query_id, "user_id": user_id, "text": text}
    link = {"url": params.text("url")} if params.text("url") else {}
    sandbox.live.tell({**answer, "alert": params.flag("show_alert"), **link}, [user_id])
    return True

"""Registers every handler of the chat with PTB, once and in order."""

from collections.abc import Iterable
from typing import Any

from telegram import BotCommand, Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.chat.chain import groups
from bot.chat.door import forms
from bot.chat.door.door import Door
from bot.chat.door.table import ANYONE
from bot.chat.register import members
from bot.chat.routes import free_text
from bot.chat.routes.tables import COMMANDS, PRESSES
from bot.domain.people import Role


def install(application: Application[Any, Any, Any, Any, Any, Any], door: Door) -> None:
    for handler in _handlers(door):
        application.add_handler(handler)


def _handlers(door: Door) -> Iterable[BaseHandler[Update, Any, Any]]:
    private = filters.ChatType.PRIVATE
    for command in COMMANDS:
        yield CommandHandler(command.name, door.through(command.handler, command.roles, looks=command.looks), private)
    for press in PRESSES:
        if press.bound:
            door.drafts.bind(press.verb)
        entrance = door.through(press.handler, press.roles, looks=press.looks, groups=press.groups)
        yield CallbackQueryHandler(entrance, pattern=rf"^{press.verb}(:|$)")
    yield CallbackQueryHandler(door.through(forms.stale, ANYONE, looks=True, groups=True))
    yield ChatMemberHandler(door.through(members.standing, ANYONE, groups=True), ChatMemberHandler.MY_CHAT_MEMBER)
    yield MessageHandler(filters.StatusUpdate.MIGRATE, door.through(groups.moved, ANYONE, groups=True))
    again = door.through(groups.ask_again, ANYONE, groups=True)
    yield CommandHandler(("start", "bind_group"), again, filters.ChatType.GROUPS & filters.UpdateType.MESSAGE)
    uploads = private & (filters.Document.ALL | filters.PHOTO) & ~filters.ANIMATION  # Telegram calls it a document too
    yield MessageHandler(uploads, door.through(free_text.read, ANYONE, looks=free_text.looks, wants_file=True))
    unreadable = door.through(free_text.read_unreadable, ANYONE, looks=True)
    yield MessageHandler(private & filters.COMMAND, unreadable)
    yield MessageHandler(private & filters.TEXT, door.through(free_text.read, ANYONE, looks=free_text.looks))
    moving = filters.LOCATION & filters.UpdateType.EDITED_MESSAGE  # a live location changes every few seconds
    yield MessageHandler(private & ~filters.StatusUpdate.ALL & ~moving, unreadable)


def menu_for(roles: Iterable[Role] | None) -> list[BotCommand]:
    """The command menu of a person with these ``roles``. If ``roles`` is None, it is the menu of a stranger."""
    held = set(roles or ())
    return [
        BotCommand(command.name, command.menu)
        for command in COMMANDS
        if command.menu
        and (command.roles is ANYONE or (roles is not None and (not command.roles or held & set(command.roles))))
    ]

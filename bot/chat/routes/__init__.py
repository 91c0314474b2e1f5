"""Every handler of the chat, registered once, in order; the tables stand beside this, one for each kind of reader."""

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
from bot.chat.door import forms, help
from bot.chat.door.door import Door
from bot.chat.door.forms import Form
from bot.chat.door.talk import Handler
from bot.chat.postings import postings
from bot.chat.register import members
from bot.chat.routes import chain, desk, everyone, office, staff, student
from bot.chat.routes.commands import COMMANDS
from bot.chat.routes.table import ANYONE, Press
from bot.domain.people import Role

TABLES = (everyone, student, chain, office, desk, staff)
PRESSES: tuple[Press, ...] = tuple(press for table in TABLES for press in table.PRESSES)
FORMS: dict[str, Form] = {name: form for table in TABLES for name, form in table.FORMS.items()}
"""Who reads what is typed or sent while a form is open, and who must still be what to finish it."""

TYPED: Handler = postings.received
"""Who reads what is typed or sent while none is: only to show how it is understood."""
TYPED_LOOKS = forms.looks(FORMS, True)


def install(application: Application[Any, Any, Any, Any, Any, Any], door: Door) -> None:
    """Register everything above with PTB."""
    for handler in _handlers(door):
        application.add_handler(handler)


def _handlers(door: Door) -> Iterable[BaseHandler[Update, Any, Any]]:
    private = filters.ChatType.PRIVATE
    for command in COMMANDS:
        yield CommandHandler(command.name, door.through(command.handler, command.roles, looks=command.looks), private)
    for press in PRESSES:
        entrance = door.through(press.handler, press.roles, looks=press.looks, groups=press.groups)
        yield CallbackQueryHandler(entrance, pattern=rf"^{press.verb}(:|$)")
    yield CallbackQueryHandler(door.through(forms.stale, ANYONE, looks=True, groups=True))
    yield ChatMemberHandler(door.through(members.standing, ANYONE, groups=True), ChatMemberHandler.MY_CHAT_MEMBER)
    yield MessageHandler(filters.StatusUpdate.MIGRATE, door.through(groups.moved, ANYONE, groups=True))
    again = door.through(groups.ask_again, ANYONE, groups=True)
    yield CommandHandler(("start", "bind_group"), again, filters.ChatType.GROUPS & filters.UpdateType.MESSAGE)
    uploads = private & (filters.Document.ALL | filters.PHOTO)
    typed = forms.typed(FORMS, TYPED)
    yield MessageHandler(uploads, door.through(typed, ANYONE, looks=TYPED_LOOKS, wants_file=True))
    yield MessageHandler(private & filters.COMMAND, door.through(help.unknown, ANYONE, looks=True))
    yield MessageHandler(private & filters.TEXT, door.through(typed, ANYONE, looks=TYPED_LOOKS))
    yield MessageHandler(private & ~filters.StatusUpdate.ALL, door.through(help.unknown, ANYONE, looks=True))


def menu_for(roles: Iterable[Role] | None) -> list[BotCommand]:
    """The command menu of somebody with these roles; ``None``: of a stranger."""
    held = set(roles or ())
    return [
        BotCommand(command.name, command.menu)
        for command in COMMANDS
        if command.menu
        and (command.roles is ANYONE or (roles is not None and (not command.roles or held & set(command.roles))))
    ]

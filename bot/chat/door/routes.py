"""The commands, buttons and forms of the door."""

from bot.chat.door import forms, help
from bot.chat.door.table import ANYONE, Command, Form, Press

COMMANDS: tuple[Command, ...] = (
    Command("help", help.show, ANYONE, "我能做什么", looks=True),
    Command("privacy", help.privacy, ANYONE, "个人信息说明", looks=True),
    Command("cancel", forms.cancel, ANYONE, "取消正在填写的内容", looks=True),
)

PRESSES: tuple[Press, ...] = (
    Press("help", help.show, ANYONE, looks=True),
    Press("privacy", help.privacy, ANYONE, looks=True),
    Press("cancel", forms.cancel, ANYONE, looks=True),
)

FORMS: dict[str, Form] = {}

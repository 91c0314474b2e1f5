"""The commands, buttons and forms of the room ``register``."""

from bot.chat.door import joining
from bot.chat.door.table import ANYONE, OFFICE, STAFF, STUDENT, Command, Form, Press
from bot.chat.register import invite, join, rollover

COMMANDS: tuple[Command, ...] = (
    Command("start", join.start, ANYONE, "开始"),
    Command("bind", join.bind, ANYONE, "绑定学号"),
    Command("invite", invite.choose, STAFF, "生成绑定码"),
    Command("confirm", invite.waiting, STAFF, "确认同学身份", looks=True),
)

PRESSES: tuple[Press, ...] = (
    Press("join", join.begin, ANYONE, looks=True),
    Press("agree", join.agree, ANYONE, looks=True),
    Press("agree_overseas", join.agree_overseas, ANYONE),
    Press("decline", join.decline, ANYONE, looks=True),
    Press("decline_yes", join.decline_yes, ANYONE),
    Press("consent", join.begin, ANYONE, looks=True),
    Press("intent", join.intent, STUDENT),
    Press("intent_again", join.ask_intent, STUDENT, looks=True),
    Press("rollover", rollover.preview, OFFICE, looks=True),
    Press("rollover_go", rollover.go, OFFICE),
    Press("invite", invite.choose, STAFF),
    Press("invite_class", invite.for_class, STAFF),
    Press("invite_person", invite.ask_person, STAFF, looks=True),
    Press("confirm", invite.waiting, STAFF, looks=True),
    Press("confirm_yes", invite.confirm_yes, STAFF),
    Press("confirm_undo", invite.confirm_undo, STAFF),
    Press("confirm_no", invite.confirm_no, STAFF, looks=True),
    Press("confirm_no_yes", invite.confirm_no_yes, STAFF),
)

FORMS: dict[str, Form] = {
    joining.FORM: Form(join.step, ANYONE),
    invite.FORM: Form(invite.typed, STAFF),
}

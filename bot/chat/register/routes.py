"""The commands, buttons and forms of the room ``register``."""

from bot.chat.door.table import ANYONE, OFFICE, STAFF, STUDENT, Command, Form, Press
from bot.chat.register import invite, join, rollover

COMMANDS: tuple[Command, ...] = (
    Command("start", join.start, ANYONE, "开始"),
    Command("bind", join.bind, ANYONE, "绑定学号"),
    Command("invite", invite.choose, STAFF, "生成绑定码"),
    Command("confirm", invite.waiting, STAFF, "核对班级码加入的同学", looks=True),
)

PRESSES: tuple[Press, ...] = (
    Press("join", join.begin, ANYONE, looks=True),
    Press("consent", join.consent, ANYONE),
    Press("decline", join.decline, ANYONE),
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
    Press("confirm_no", invite.confirm_no, STAFF),
)

FORMS: dict[str, Form] = {
    join.FORM: Form(join.step, ANYONE),
    invite.FORM: Form(invite.typed, STAFF),
}

"""The commands, buttons and forms of the room ``warnings``."""

from bot.chat.door.table import COLLEGE, OFFICE, Command, Form, Press
from bot.chat.warnings import schedules, warn

COMMANDS: tuple[Command, ...] = (
    Command("warn", warn.choose, COLLEGE, "发防骗提醒", looks=True),
    Command("schedule", schedules.listed, OFFICE, "定时防骗提醒", looks=True),
)

PRESSES: tuple[Press, ...] = (
    Press("warn", warn.choose, COLLEGE, looks=True),
    Press("warn_go", warn.send, COLLEGE),
    Press("schedule", schedules.listed, OFFICE, looks=True),
    Press("sched", schedules.show, OFFICE, looks=True),
    Press("sched_set", schedules.switch, OFFICE),
    Press("sched_noted", schedules.noted, OFFICE, looks=True),
    Press("sched_add", schedules.add, OFFICE),
)

FORMS: dict[str, Form] = {
    schedules.FORM: Form(schedules.time_typed, OFFICE),
}

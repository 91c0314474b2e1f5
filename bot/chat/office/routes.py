"""The commands, buttons and forms of the room ``office``."""

from bot.chat.door.table import COLLEGE, OFFICE, RATES, STAFF, Command, Form, Press
from bot.chat.office import choices, erasure, holidays, reach, today, year

COMMANDS: tuple[Command, ...] = (
    Command("today", today.show, STAFF, "今日待办", looks=True),
    Command("reach", reach.show, COLLEGE, "谁收不到、怎么补", looks=True),
    Command("year", year.show, RATES, "全年统计，按月看", looks=True),
    Command("settings", choices.show, OFFICE, "设置", looks=True),
    Command("forget", erasure.begin, OFFICE, "按本人要求删除个人信息", looks=True),
)

PRESSES: tuple[Press, ...] = (
    Press("settings", choices.show, OFFICE, looks=True),
    Press("choice", choices.card, OFFICE, looks=True),
    Press("choice_try", choices.attempt, OFFICE, looks=True),
    Press("choice_save", choices.save, OFFICE, bound=True),
    Press("choice_undo", choices.undo, OFFICE),
    Press("holidays", holidays.show, OFFICE, looks=True),
    Press("holiday_save", holidays.apply, OFFICE, bound=True),
    Press("holiday_year", holidays.remove, OFFICE),
    Press("holiday_undo", holidays.undo, OFFICE),
    Press("today", today.show, STAFF, looks=True),
    Press("stuck", today.stuck, OFFICE, looks=True),
    Press("stuck_pass", today.pass_on, OFFICE),
    Press("doubts", today.doubts, OFFICE, looks=True),
    Press("halted", today.halted, OFFICE, looks=True),
    Press("closing", today.closing, OFFICE, looks=True),
    Press("reach", reach.show, COLLEGE, looks=True),
    Press("reach_who", reach.names, COLLEGE, looks=True),
    Press("reach_file", reach.export, COLLEGE, looks=True),
    Press("year", year.show, RATES, looks=True),
    Press("year_units", year.colleges, RATES, looks=True),
    Press("year_pic", year.picture, RATES, looks=True),
    Press("year_file", year.export, RATES, looks=True),
    Press("forget", erasure.begin, OFFICE, looks=True),
    Press("forget_see", erasure.show, OFFICE, looks=True),
    Press("forget_go", erasure.erase, OFFICE),
)

FORMS: dict[str, Form] = {
    choices.FORM: Form(choices.typed, OFFICE, looks=True),
    erasure.FORM: Form(erasure.typed, OFFICE, looks=True),
    holidays.FORM: Form(holidays.received, OFFICE, looks=True),
}

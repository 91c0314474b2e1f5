"""The commands, buttons and forms of the room ``wishes``."""

from bot.chat.door.table import STUDENT, Command, Form, Press
from bot.chat.wishes import mutes, rhythm, wishes

COMMANDS: tuple[Command, ...] = (Command("wishes", wishes.show, STUDENT, "求职意向", looks=True),)

PRESSES: tuple[Press, ...] = (
    Press("wishes", wishes.show, STUDENT, looks=True),
    Press("wish_regions", wishes.regions, STUDENT, looks=True),
    Press("wish_region", wishes.tap_region, STUDENT),
    Press("wish_provinces", wishes.provinces, STUDENT, looks=True),
    Press("wish_province", wishes.province, STUDENT, looks=True),
    Press("wish_types", wishes.types, STUDENT, looks=True),
    Press("wish_type", wishes.tap_type, STUDENT),
    Press("wish_categories", wishes.categories, STUDENT, looks=True),
    Press("wish_category", wishes.tap_category, STUDENT),
    Press("wish_floor", wishes.floor, STUDENT),
    Press("wish_any", wishes.anything, STUDENT),
    Press("wish_switch", wishes.switch, STUDENT),
    Press("wish_undo", wishes.undo, STUDENT),
    Press("wish_done", wishes.done, STUDENT, looks=True),
    Press("wish_pause", wishes.pause, STUDENT),
    Press("wish_rhythm", rhythm.show, STUDENT, looks=True),
    Press("wish_rhythm_set", rhythm.choose, STUDENT),
    Press("wish_quiet", rhythm.quiet, STUDENT, looks=True),
    Press("wish_quiet_set", rhythm.put_quiet, STUDENT),
    Press("mute", mutes.put, STUDENT),
    Press("mute_no", mutes.keep, STUDENT, looks=True),
    Press("unmute", mutes.lift, STUDENT),
    Press("mutes", mutes.listed, STUDENT, looks=True),
)

FORMS: dict[str, Form] = {
    wishes.FORM: Form(wishes.typed, STUDENT),
    wishes.QUIET_FORM: Form(rhythm.typed, STUDENT),
}

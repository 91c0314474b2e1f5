"""The commands, buttons and forms of the room ``destinations``."""

from bot.chat.destinations import audit, destination, filing, stats
from bot.chat.door.table import COLLEGE, RATES, STUDENT, Command, Form, Press

COMMANDS: tuple[Command, ...] = (
    Command("destination", destination.show, STUDENT, "毕业去向", looks=True),
    Command("audit", audit.show, COLLEGE, "审核毕业去向", looks=True),
    Command("stats", stats.show, RATES, "落实率和留省率", looks=True),
)

PRESSES: tuple[Press, ...] = (
    Press("stats", stats.show, RATES, looks=True),
    Press("dest", destination.show, STUDENT, looks=True),
    Press("dest_group", destination.group, STUDENT, looks=True),
    Press("dest_ok", destination.confirm, STUDENT),
    Press("dest_wrong", destination.contest, STUDENT, looks=True),
    Press("dest_later", destination.later, STUDENT),
    Press("dest_code", filing.begin, STUDENT, looks=True),
    Press("dest_pick", filing.pick, STUDENT, looks=True),
    Press("dest_page", filing.show_page, STUDENT, looks=True),
    Press("dest_skip", filing.skip, STUDENT, looks=True),
    Press("dest_today", filing.today, STUDENT, looks=True),
    Press("dest_back", filing.back, STUDENT, looks=True),
    Press("dest_change", filing.change, STUDENT, looks=True),
    Press("dest_submit", filing.submit, STUDENT, bound=True),
    Press("dest_mend", filing.mend, STUDENT, looks=True),
    Press("dest_withdraw", filing.withdraw, STUDENT),
    Press("audit", audit.show, COLLEGE, looks=True),
    Press("audit_ok", audit.approve, COLLEGE),
    Press("audit_no", audit.send_back, COLLEGE),
)

FORMS: dict[str, Form] = {
    filing.FORM: Form(filing.typed, STUDENT),
    destination.CONTEST: Form(destination.contest_typed, STUDENT),
    audit.FORM: Form(audit.reason_typed, COLLEGE),
}

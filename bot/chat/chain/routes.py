"""The commands, buttons and forms of the room ``chain``."""

from bot.chat.chain import backlog, cadres, class_picks, groups, handover, relays
from bot.chat.door.table import ANYONE, CADRE, CHAIN, COLLEGE, STAFF, STUDENT, Command, Form, Press

COMMANDS: tuple[Command, ...] = (
    Command("tasks", relays.tasks, CHAIN, "待办", looks=True),
    Command("cadres", cadres.show, STAFF, "班干部和替补", looks=True),
    Command("handover", handover.begin, CADRE, "班干部交接"),
)

PRESSES: tuple[Press, ...] = (
    Press("tasks", relays.tasks, CHAIN, looks=True),
    Press("rung", relays.card, COLLEGE, looks=True),
    Press("todo", relays.college_list, COLLEGE, looks=True),
    Press("pass", relays.pass_on, COLLEGE),
    Press("passall", relays.pass_all, COLLEGE),
    Press("passnote", relays.ask_note, COLLEGE, looks=True),
    Press("passnote_yes", relays.pass_with_note, COLLEGE, bound=True),
    Press("hold", relays.ask_hold, COLLEGE),
    Press("report", relays.show_report, CHAIN, looks=True),
    Press("report_sheet", relays.sheet, CHAIN, looks=True),
    Press("relayed", relays.to_group, CHAIN),
    Press("unrelay", relays.take_back, CHAIN),
    Press("names", relays.pick_names, CHAIN, looks=True),
    Press("told", relays.told, CHAIN),
    Press("backlog", backlog.show, COLLEGE, looks=True),
    Press("backlog_class", backlog.card, COLLEGE, looks=True),
    Press("backlog_remind", backlog.remind, COLLEGE),
    Press("handover", handover.begin, CADRE),
    Press("handover_to", handover.pick, CADRE),
    Press("handover_go", handover.offer, CADRE),
    Press("handover_undo", handover.withdraw, CADRE),
    Press("handover_yes", handover.accept, STUDENT),
    Press("handover_no", handover.decline, STUDENT),
    Press("cadres", cadres.show, STAFF, looks=True),
    Press("cadre_add", cadres.ask, STAFF, looks=True),
    Press("cadre_pick", cadres.pick, STAFF),
    Press("cadre_end", cadres.ask_end, STAFF, looks=True),
    Press("cadre_end_yes", cadres.end, STAFF),
    Press("cadre_back", cadres.put_back, STAFF),
    Press("pick", class_picks.begin, COLLEGE, looks=True),
    Press("pick_tap", class_picks.tap, COLLEGE, looks=True),
    Press("pick_note", class_picks.ask_note, COLLEGE, looks=True),
    Press("pick_go", class_picks.confirm, COLLEGE, looks=True),
    Press("pick_yes", class_picks.go, COLLEGE, bound=True),
    Press("group_bind", groups.bind, ANYONE, groups=True),
    Press("group_page", groups.another_page, ANYONE, groups=True),
    Press("group_back", groups.back, ANYONE, groups=True),
    Press("group_list", groups.listed, CHAIN, looks=True),
    Press("group_unbind", groups.ask_unbind, CHAIN, looks=True),
    Press("group_unbind_yes", groups.unbind, CHAIN),
)

FORMS: dict[str, Form] = {
    relays.FORM: Form(relays.note_typed, COLLEGE),
    cadres.FORM: Form(cadres.typed, STAFF),
    handover.FORM: Form(handover.typed, CADRE),
    class_picks.FORM: Form(class_picks.note_typed, COLLEGE, looks=True),
}

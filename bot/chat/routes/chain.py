"""What passes down the chain and back: lists, reports, cadres, groups, sums."""

from bot.chat import cadres, class_picks, groups, handover, relays, state
from bot.chat.forms import Form
from bot.chat.routes.table import ANYONE, CADRE, CHAIN, COLLEGE, OFFICE, STAFF, STUDENT, WATCH, Press

PRESSES: tuple[Press, ...] = (
    Press("tasks", relays.tasks, CHAIN),
    Press("rung", relays.card, COLLEGE),
    Press("todo", relays.college_list, COLLEGE),
    Press("pass", relays.pass_on, COLLEGE),
    Press("passall", relays.pass_all, COLLEGE),
    Press("handover", handover.begin, CADRE),
    Press("handover_to", handover.pick, CADRE),
    Press("handover_go", handover.offer, CADRE),
    Press("handover_undo", handover.withdraw, CADRE),
    Press("handover_yes", handover.accept, STUDENT),
    Press("handover_no", handover.decline, STUDENT),
    Press("cadres", cadres.show, STAFF),
    Press("cadre_add", cadres.ask, STAFF),
    Press("cadre_pick", cadres.pick, STAFF),
    Press("cadre_end", cadres.ask_end, STAFF),
    Press("cadre_end_yes", cadres.end, STAFF),
    Press("cadre_back", cadres.put_back, STAFF),
    Press("pick", class_picks.begin, COLLEGE),
    Press("pick_tap", class_picks.tap, COLLEGE),
    Press("pick_note", class_picks.ask_note, COLLEGE),
    Press("pick_go", class_picks.confirm, COLLEGE),
    Press("pick_yes", class_picks.go, COLLEGE),
    Press("passnote", relays.ask_note, COLLEGE),
    Press("hold", relays.ask_hold, COLLEGE),
    Press("report", relays.show_report, CHAIN),
    Press("relayed", relays.to_group, CHAIN),
    Press("unrelay", relays.take_back, CHAIN),
    Press("names", relays.pick_names, CHAIN),
    Press("told", relays.told, CHAIN),
    Press("state", state.recent, WATCH),
    Press("state_sum", state.period, WATCH),
    Press("state_pic", state.picture, WATCH),
    Press("ledger", state.ledger, WATCH),
    Press("who", state.names, WATCH),
    Press("doubt", state.doubtful, OFFICE),
    Press("resend", state.resend, OFFICE),
    Press("assume", state.assume, OFFICE),
    Press("group_bind", groups.bind, ANYONE, groups=True),
    Press("group_back", groups.back, ANYONE, groups=True),
    Press("group_unbind", groups.ask_unbind, CHAIN),
    Press("group_unbind_yes", groups.unbind, CHAIN),
)

FORMS: dict[str, Form] = {
    "pass_note": Form(relays.note_typed, COLLEGE),
    cadres.FORM: Form(cadres.typed, STAFF),
    handover.FORM: Form(handover.typed, CADRE),
    class_picks.FORM: Form(class_picks.note_typed, COLLEGE),
}

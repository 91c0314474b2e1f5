"""The commands, buttons and forms of the room ``delivery``."""

from bot.chat.delivery import acks, notify, push, state
from bot.chat.door.table import ANSWERS, OFFICE, STAFF, WATCH, Command, Form, Press

COMMANDS: tuple[Command, ...] = (
    Command("state", state.recent, WATCH, "送达情况", looks=True),
    Command("warnings", acks.recent, ANSWERS, "谁已了解", looks=True),
    Command("notify", notify.begin, STAFF, "发通知", looks=True),
)

PRESSES: tuple[Press, ...] = (
    Press("ack", push.ack),
    Press("push_pause", push.pause, STAFF),
    Press("push_resume", push.resume, STAFF),
    Press("push_stop", push.ask_stop, STAFF),
    Press("push_stop_yes", push.stop, STAFF),
    Press("push_show", push.progress, STAFF),
    Press("not_got", push.missed, STAFF, looks=True),
    Press("warnings", acks.recent, ANSWERS, looks=True),
    Press("acks", acks.board, ANSWERS, looks=True),
    Press("state", state.recent, WATCH, looks=True),
    Press("state_sum", state.period, WATCH, looks=True),
    Press("state_pic", state.picture, WATCH, looks=True),
    Press("ledger", state.ledger, WATCH, looks=True),
    Press("who", state.names, WATCH, looks=True),
    Press("doubt", state.doubtful, OFFICE, looks=True),
    Press("resend", state.resend, OFFICE),
    Press("assume", state.ask_assume, OFFICE, looks=True),
    Press("assume_yes", state.assume, OFFICE),
    Press("notify", notify.begin, STAFF, looks=True),
    Press("notify_scope", notify.back, STAFF, looks=True, bound=True),
    Press("notify_to", notify.aim, STAFF, looks=True, bound=True),
    Press("notify_go", notify.send, STAFF, bound=True),
)

FORMS: dict[str, Form] = {
    notify.FORM: Form(notify.typed, STAFF, looks=True),
}

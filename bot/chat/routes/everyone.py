"""What anybody may do: join, help, leave, acknowledge, send a lead."""

from bot.chat import acks, forms, help, join, leads, me, push
from bot.chat.forms import Form
from bot.chat.routes.table import ANSWERS, ANYONE, LOOKOUTS, OFFICE, STAFF, STUDENT, Press

PRESSES: tuple[Press, ...] = (
    Press("help", help.show, ANYONE),
    Press("privacy", help.privacy, ANYONE),
    Press("cancel", forms.cancel, ANYONE),
    Press("join", join.begin, ANYONE),
    Press("consent", join.consent, ANYONE),
    Press("decline", join.decline, ANYONE),
    Press("intent", join.intent, STUDENT),
    Press("intent_again", join.ask_intent, STUDENT),
    Press("me", me.show),
    Press("me_got", me.got),
    Press("me_read", me.read),
    Press("me_seen", me.seen),
    Press("me_export", me.export),
    Press("me_moved", me.moved),
    Press("leave", me.ask_leave),
    Press("leave_yes", me.leave),
    Press("lead", leads.begin, LOOKOUTS),
    Press("lead_kept", leads.kept, LOOKOUTS),
    Press("lead_send", leads.send, LOOKOUTS),
    Press("lead_drop", leads.drop, LOOKOUTS),
    Press("leads", leads.listed, OFFICE),
    Press("lead_see", leads.show, OFFICE),
    Press("lead_take", leads.take, OFFICE),
    Press("lead_no", leads.refuse, OFFICE),
    Press("ack", push.ack),
    Press("push_pause", push.pause, STAFF),
    Press("push_resume", push.resume, STAFF),
    Press("push_stop", push.stop, STAFF),
    Press("warnings", acks.recent, ANSWERS),
    Press("acks", acks.board, ANSWERS),
)

FORMS: dict[str, Form] = {
    join.FORM: Form(join.step, ANYONE),
    leads.FORM: Form(leads.typed, LOOKOUTS),
    leads.REASON: Form(leads.reason_typed, OFFICE),
}

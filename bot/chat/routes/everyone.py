"""What anybody may do: join, help, leave, acknowledge, send a lead."""

from bot.chat.delivery import acks, push
from bot.chat.door import forms, help
from bot.chat.door.forms import Form
from bot.chat.postings import leads
from bot.chat.register import join
from bot.chat.routes.table import ANSWERS, ANYONE, LOOKOUTS, OFFICE, STAFF, STUDENT, Press
from bot.chat.student import me

PRESSES: tuple[Press, ...] = (
    Press("help", help.show, ANYONE, looks=True),
    Press("privacy", help.privacy, ANYONE, looks=True),
    Press("cancel", forms.cancel, ANYONE, looks=True),
    Press("join", join.begin, ANYONE, looks=True),
    Press("consent", join.consent, ANYONE),
    Press("decline", join.decline, ANYONE),
    Press("intent", join.intent, STUDENT),
    Press("intent_again", join.ask_intent, STUDENT, looks=True),
    Press("me", me.show, looks=True),
    Press("me_got", me.got, looks=True),
    Press("me_read", me.read),
    Press("me_seen", me.seen, looks=True),
    Press("me_export", me.export, looks=True),
    Press("me_moved", me.moved, looks=True),
    Press("leave", me.ask_leave, looks=True),
    Press("leave_yes", me.leave),
    Press("lead", leads.begin, LOOKOUTS),
    Press("lead_kept", leads.kept, LOOKOUTS),
    Press("lead_send", leads.send, LOOKOUTS),
    Press("lead_drop", leads.drop, LOOKOUTS),
    Press("leads", leads.listed, OFFICE, looks=True),
    Press("lead_see", leads.show, OFFICE, looks=True),
    Press("lead_take", leads.take, OFFICE, looks=True),
    Press("lead_no", leads.refuse, OFFICE),
    Press("ack", push.ack),
    Press("push_pause", push.pause, STAFF),
    Press("push_resume", push.resume, STAFF),
    Press("push_stop", push.stop, STAFF),
    Press("warnings", acks.recent, ANSWERS, looks=True),
    Press("acks", acks.board, ANSWERS, looks=True),
)

FORMS: dict[str, Form] = {
    join.FORM: Form(join.step, ANYONE),
    leads.FORM: Form(leads.typed, LOOKOUTS),
    leads.REASON: Form(leads.reason_typed, OFFICE),
}

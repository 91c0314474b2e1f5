"""Looking after students: invites, calls, questions, audits."""

from bot.chat.care import care, questions, standing, students
from bot.chat.destinations import audit
from bot.chat.door.forms import Form
from bot.chat.register import invite
from bot.chat.routes.table import CARE, COLLEGE, STAFF, Press

PRESSES: tuple[Press, ...] = (
    Press("invite", invite.choose, STAFF),
    Press("invite_class", invite.for_class, STAFF),
    Press("invite_person", invite.ask_person, STAFF, looks=True),
    Press("confirm", invite.waiting, STAFF, looks=True),
    Press("confirm_yes", invite.confirm_yes, STAFF),
    Press("confirm_undo", invite.confirm_undo, STAFF),
    Press("confirm_no", invite.confirm_no, STAFF),
    Press("care", care.listed, CARE, looks=True),
    Press("stu", care.card, STAFF, looks=True),
    Press("called", care.called, STAFF),
    Press("missed", care.not_reached, STAFF),
    Press("uncall", care.take_back, STAFF),
    Press("stu_code", care.code, STAFF),
    Press("halt", standing.halt, STAFF),
    Press("unhalt", standing.resume, STAFF),
    Press("mine", students.mine, CARE, looks=True),
    Press("mine_class", students.classes, CARE, looks=True),
    Press("mine_xlsx", students.export, CARE, looks=True),
    Press("exam", standing.exam, CARE),
    Press("questions", questions.listed, STAFF, looks=True),
    Press("q", questions.card, STAFF, looks=True),
    Press("q_reply", questions.reply, STAFF, looks=True),
    Press("q_send", questions.send, STAFF),
    Press("q_move", questions.move, STAFF),
    Press("q_close", questions.close, STAFF),
    Press("audit", audit.show, COLLEGE, looks=True),
    Press("audit_ok", audit.approve, COLLEGE),
    Press("audit_no", audit.send_back, COLLEGE),
)

FORMS: dict[str, Form] = {
    questions.FORM: Form(questions.typed, STAFF, looks=True),
    care.FORM: Form(care.note_typed, STAFF),
    students.FORM: Form(students.typed, CARE, looks=True),
    standing.HALT_FORM: Form(standing.halt_noted, STAFF),
    standing.EXAM_FORM: Form(standing.exam_typed, CARE),
    invite.FORM: Form(invite.typed, STAFF),
    "audit_reason": Form(audit.reason_typed, COLLEGE),
}

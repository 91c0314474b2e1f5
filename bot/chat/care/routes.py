"""The commands, buttons and forms of the room ``care``."""

from bot.chat.care import ask, care, questions, standing, students
from bot.chat.door.table import CARE, STAFF, STUDENT, Command, Form, Press

COMMANDS: tuple[Command, ...] = (
    Command("ask", ask.begin, STUDENT, "问老师", looks=True),
    Command("students", students.mine, CARE, "我的学生", looks=True),
    Command("questions", questions.listed, STAFF, "同学的问题", looks=True),
)

PRESSES: tuple[Press, ...] = (
    Press("ask", ask.begin, STUDENT, looks=True),
    Press("ask_kept", ask.kept, STUDENT, looks=True),
    Press("ask_again", ask.again, STUDENT, looks=True),
    Press("ask_send", ask.send, STUDENT, bound=True),
    Press("ask_drop", ask.withdraw, STUDENT),
    Press("ask_see", ask.see, STUDENT, looks=True),
    Press("ask_back", ask.back, STUDENT, looks=True),
    Press("care", care.listed, CARE, looks=True),
    Press("stu", care.card, STAFF, looks=True),
    Press("called", care.called, STAFF),
    Press("missed", care.not_reached, STAFF),
    Press("uncall", care.take_back, STAFF),
    Press("stu_code", care.code, STAFF),
    Press("halt", standing.halt, STAFF),
    Press("unhalt", standing.resume, STAFF),
    Press("exam", standing.exam, CARE),
    Press("mine", students.mine, CARE, looks=True),
    Press("mine_class", students.classes, CARE, looks=True),
    Press("mine_xlsx", students.export, CARE, looks=True),
    Press("questions", questions.listed, STAFF, looks=True),
    Press("q", questions.card, STAFF, looks=True),
    Press("q_reply", questions.reply, STAFF, looks=True),
    Press("q_send", questions.send, STAFF, bound=True),
    Press("q_move", questions.move, STAFF),
    Press("q_close", questions.close, STAFF),
)

FORMS: dict[str, Form] = {
    ask.FORM: Form(ask.typed, STUDENT, looks=True),
    questions.FORM: Form(questions.typed, STAFF, looks=True),
    care.FORM: Form(care.note_typed, STAFF),
    students.FORM: Form(students.typed, CARE, looks=True),
    standing.HALT_FORM: Form(standing.halt_noted, STAFF),
    standing.EXAM_FORM: Form(standing.exam_typed, CARE),
}

"""The commands, buttons and forms of the room ``matching``."""

from bot.chat.door.table import COLLEGE, RATES, STUDENT, Command, Form, Press
from bot.chat.matching import fair, gaps, library, relax, search, why

COMMANDS: tuple[Command, ...] = (
    Command("search", search.show, STUDENT, "找全部在招岗位", looks=True),
    Command("relax", relax.show, STUDENT, "放宽条件：改一项能多几个岗位", looks=True),
    Command("library", library.home, RATES, "需求库、求职意向库、缺口", looks=True),
)

PRESSES: tuple[Press, ...] = (
    Press("search", search.show, STUDENT, looks=True),
    Press("search_past", search.past, STUDENT, looks=True),
    Press("search_drop", search.drop, STUDENT, looks=True),
    Press("search_by", search.choose, STUDENT, looks=True),
    Press("search_put", search.put, STUDENT, looks=True),
    Press("search_for", search.begin_with, STUDENT, looks=True),
    Press("search_ask", search.to_human, STUDENT, looks=True),
    Press("why", why.of_posting, STUDENT, looks=True),
    Press("why_sent", why.of_delivery, STUDENT),
    Press("relax", relax.show, STUDENT, looks=True),
    Press("relax_do", relax.make, STUDENT, looks=True),
    Press("relax_undo", relax.undo, STUDENT),
    Press("unmet", fair.show, COLLEGE, looks=True),
    Press("unmet_file", fair.export, COLLEGE, looks=True),
    Press("library", library.home, RATES, looks=True),
    Press("lib", library.offers, RATES, looks=True),
    Press("lib_by", library.choose, RATES, looks=True),
    Press("lib_put", library.put, RATES, looks=True),
    Press("lib_card", library.card, RATES, looks=True),
    Press("lib_file", library.offer_file, RATES, looks=True),
    Press("lib_wish", library.wishes, RATES, looks=True),
    Press("lib_who", library.who, COLLEGE, looks=True),
    Press("lib_wish_file", library.wish_file, COLLEGE, looks=True),
    Press("lib_sum_file", library.summary_file, RATES, looks=True),
    Press("gaps", gaps.show, RATES, looks=True),
    Press("gap_pic", gaps.picture, RATES, looks=True),
)

FORMS: dict[str, Form] = {
    search.FORM: Form(search.typed, STUDENT, looks=True),
    library.FORM: Form(library.typed, RATES, looks=True),
}

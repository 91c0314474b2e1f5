"""What is looked at and sent from a desk: today, libraries, reports, warnings, notices."""

from bot.chat.delivery import notify
from bot.chat.door.forms import Form
from bot.chat.matching import gaps, library
from bot.chat.office import reach, today, year
from bot.chat.routes.table import COLLEGE, OFFICE, RATES, STAFF, Press
from bot.chat.warnings import schedules, warn

PRESSES: tuple[Press, ...] = (
    Press("today", today.show, STAFF, looks=True),
    Press("stuck", today.stuck, OFFICE, looks=True),
    Press("stuck_pass", today.pass_on, OFFICE),
    Press("doubts", today.doubts, OFFICE, looks=True),
    Press("halted", today.halted, OFFICE, looks=True),
    Press("closing", today.closing, OFFICE, looks=True),
    Press("reach", reach.show, COLLEGE, looks=True),
    Press("reach_who", reach.names, COLLEGE, looks=True),
    Press("reach_file", reach.export, COLLEGE, looks=True),
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
    Press("year", year.show, RATES, looks=True),
    Press("year_pic", year.picture, RATES, looks=True),
    Press("year_file", year.export, RATES, looks=True),
    Press("warn", warn.choose, COLLEGE, looks=True),
    Press("warn_go", warn.send, COLLEGE),
    Press("schedule", schedules.listed, OFFICE, looks=True),
    Press("sched", schedules.show, OFFICE, looks=True),
    Press("sched_set", schedules.switch, OFFICE),
    Press("sched_noted", schedules.noted, OFFICE, looks=True),
    Press("sched_add", schedules.add, OFFICE),
    Press("notify", notify.begin, STAFF, looks=True),
    Press("notify_scope", notify.back, STAFF, looks=True),
    Press("notify_to", notify.aim, STAFF, looks=True),
    Press("notify_go", notify.send, STAFF),
)

FORMS: dict[str, Form] = {
    "schedule_cron": Form(schedules.cron_typed, OFFICE),
    "notify": Form(notify.typed, STAFF, looks=True),
    library.FORM: Form(library.typed, RATES, looks=True),
}

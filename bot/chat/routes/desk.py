"""What is looked at and sent from a desk: today, libraries, reports, warnings, notices."""

from bot.chat import gaps, library, notify, reach, schedules, today, warn, year
from bot.chat.forms import Form
from bot.chat.routes.table import COLLEGE, OFFICE, RATES, STAFF, Press

PRESSES: tuple[Press, ...] = (
    Press("today", today.show, STAFF),
    Press("stuck", today.stuck, OFFICE),
    Press("stuck_pass", today.pass_on, OFFICE),
    Press("doubts", today.doubts, OFFICE),
    Press("halted", today.halted, OFFICE),
    Press("closing", today.closing, OFFICE),
    Press("reach", reach.show, COLLEGE),
    Press("reach_who", reach.names, COLLEGE),
    Press("reach_file", reach.export, COLLEGE),
    Press("library", library.home, RATES),
    Press("lib", library.offers, RATES),
    Press("lib_by", library.choose, RATES),
    Press("lib_put", library.put, RATES),
    Press("lib_card", library.card, RATES),
    Press("lib_file", library.offer_file, RATES),
    Press("lib_wish", library.wishes, RATES),
    Press("lib_who", library.who, COLLEGE),
    Press("lib_wish_file", library.wish_file, COLLEGE),
    Press("lib_sum_file", library.summary_file, RATES),
    Press("gaps", gaps.show, RATES),
    Press("gap_pic", gaps.picture, RATES),
    Press("year", year.show, RATES),
    Press("year_pic", year.picture, RATES),
    Press("year_file", year.export, RATES),
    Press("warn", warn.choose, COLLEGE),
    Press("warn_go", warn.send, COLLEGE),
    Press("schedule", schedules.listed, OFFICE),
    Press("sched", schedules.show, OFFICE),
    Press("sched_set", schedules.switch, OFFICE),
    Press("sched_noted", schedules.noted, OFFICE),
    Press("sched_add", schedules.add, OFFICE),
    Press("notify", notify.begin, STAFF),
    Press("notify_scope", notify.back, STAFF),
    Press("notify_to", notify.aim, STAFF),
    Press("notify_go", notify.send, STAFF),
)

FORMS: dict[str, Form] = {
    "schedule_cron": Form(schedules.cron_typed, OFFICE),
    "notify": Form(notify.typed, STAFF),
    library.FORM: Form(library.typed, RATES),
}

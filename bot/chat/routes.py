"""Every handler of the chat, registered once, in order, in one table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from telegram import BotCommand, Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.chat import (
    acks,
    applications,
    ask,
    audit,
    bookmarks,
    cadres,
    card,
    care,
    choices,
    class_picks,
    complaints,
    destination,
    edit,
    filing,
    forms,
    groups,
    handover,
    help,
    holidays,
    invite,
    join,
    leads,
    me,
    members,
    notify,
    policy,
    postings,
    publish,
    published,
    push,
    questions,
    reach,
    receipts,
    recheck,
    recommend,
    relax,
    relays,
    review,
    review_sheet,
    rhythm,
    rollover,
    schedules,
    search,
    standing,
    state,
    stats,
    students,
    today,
    warn,
    why,
    wishes,
    year,
)
from bot.chat.door import Door, Handler
from bot.domain.people import Role

ANYONE = None
BOUND: tuple[Role, ...] = ()
STUDENT = (Role.STUDENT,)
CADRE = (Role.CADRE,)
OFFICE = (Role.OFFICE,)
COLLEGE = (Role.OFFICE, Role.COLLEGE)
WATCH = (Role.OFFICE, Role.LEADER, Role.COLLEGE, Role.COUNSELLOR, Role.ADVISOR, Role.CADRE)
CHAIN = (Role.COLLEGE, Role.COUNSELLOR, Role.ADVISOR, Role.CADRE)
RATES = (Role.OFFICE, Role.LEADER, Role.COLLEGE)
CARE = (Role.COLLEGE, Role.COUNSELLOR, Role.ADVISOR)
STAFF = (Role.OFFICE, Role.COLLEGE, Role.COUNSELLOR, Role.ADVISOR)
ANSWERS = (*STAFF, Role.LEADER)
LOOKOUTS = (Role.STUDENT, Role.CADRE, Role.COUNSELLOR, Role.ADVISOR, Role.COLLEGE)


@dataclass(frozen=True)
class Command:
    """``/name``; ``menu`` is the line shown in the command menu of those who may use it (empty: not shown)."""

    name: str
    handler: Handler
    roles: tuple[Role, ...] | None = BOUND
    menu: str = ""


@dataclass(frozen=True)
class Press:
    """A button whose data is ``verb`` or ``verb:…``; ``groups``: it stands in groups."""

    verb: str
    handler: Handler
    roles: tuple[Role, ...] | None = BOUND
    groups: bool = False


COMMANDS: tuple[Command, ...] = (
    Command("start", join.start, ANYONE, "开始"),
    Command("help", help.show, ANYONE, "我能做什么"),
    Command("bind", join.bind, ANYONE, "绑定学号"),
    Command("cancel", forms.cancel, ANYONE, "取消正在填写的内容"),
    Command("today", today.show, STAFF, "今日待办"),
    Command("tasks", relays.tasks, CHAIN, "待办"),
    Command("state", state.recent, WATCH, "送达情况"),
    Command("postings", postings.fits, STUDENT, "符合我意向的岗位"),
    Command("applications", applications.show, STUDENT, "我的投递"),
    Command("saved", bookmarks.listed, STUDENT, "我的收藏"),
    Command("search", search.show, STUDENT, "找全部在招岗位"),
    Command("relax", relax.show, STUDENT, "放宽试试：改一项能多几个岗位"),
    Command("paste", postings.paste, COLLEGE, "录入岗位"),
    Command("lead", leads.begin, LOOKOUTS, "看到招聘，发给就业处"),
    Command("leads", leads.listed, OFFICE, "大家发来的招聘线索"),
    Command("complaints", complaints.listed, OFFICE, "处理举报"),
    Command("policy", policy.listed, OFFICE, "政策性岗位"),
    Command("review", review.queue, OFFICE, "审核岗位"),
    Command("publish", publish.listed, OFFICE, "发布岗位"),
    Command("recommend", recommend.show, OFFICE, "推荐名单"),
    Command("published", published.listed, OFFICE, "更正、撤回已发布的岗位"),
    Command("warn", warn.choose, COLLEGE, "发防骗提醒"),
    Command("warnings", acks.recent, ANSWERS, "谁已了解"),
    Command("schedule", schedules.listed, OFFICE, "定时防骗提醒"),
    Command("notify", notify.begin, STAFF, "发通知"),
    Command("wishes", wishes.show, STUDENT, "求职意向"),
    Command("destination", destination.show, STUDENT, "毕业去向"),
    Command("audit", audit.show, COLLEGE, "审核毕业去向"),
    Command("reach", reach.show, COLLEGE, "触达报告：谁收不到、怎么补"),
    Command("year", year.show, RATES, "一年触达，按月看"),
    Command("settings", choices.show, OFFICE, "设置"),
    Command("stats", stats.show, RATES, "落实率和留省率"),
    Command("invite", invite.choose, STAFF, "生成绑定码"),
    Command("confirm", invite.waiting, STAFF, "核对班级码加入的同学"),
    Command("ask", ask.begin, STUDENT, "问老师"),
    Command("students", students.mine, CARE, "我的学生"),
    Command("questions", questions.listed, STAFF, "同学的问题"),
    Command("cadres", cadres.show, STAFF, "班干部和替补"),
    Command("handover", handover.begin, CADRE, "班干部交接"),
    Command("me", me.show, BOUND, "我的信息"),
    Command("privacy", help.privacy, ANYONE, "个人信息说明"),
)

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
    Press("wishes", wishes.show, STUDENT),
    Press("wish_regions", wishes.regions, STUDENT),
    Press("wish_region", wishes.tap_region, STUDENT),
    Press("wish_provinces", wishes.provinces, STUDENT),
    Press("wish_province", wishes.province, STUDENT),
    Press("wish_types", wishes.types, STUDENT),
    Press("wish_type", wishes.tap_type, STUDENT),
    Press("wish_categories", wishes.categories, STUDENT),
    Press("wish_category", wishes.tap_category, STUDENT),
    Press("wish_floor", wishes.floor, STUDENT),
    Press("wish_any", wishes.anything, STUDENT),
    Press("wish_switch", wishes.switch, STUDENT),
    Press("wish_undo", wishes.undo, STUDENT),
    Press("wish_done", wishes.done, STUDENT),
    Press("wish_pause", wishes.pause, STUDENT),
    Press("wish_rhythm", rhythm.show, STUDENT),
    Press("wish_rhythm_set", rhythm.choose, STUDENT),
    Press("wish_quiet", rhythm.quiet, STUDENT),
    Press("wish_quiet_set", rhythm.put_quiet, STUDENT),
    Press("invite", invite.choose, STAFF),
    Press("invite_class", invite.for_class, STAFF),
    Press("invite_person", invite.ask_person, STAFF),
    Press("confirm", invite.waiting, STAFF),
    Press("confirm_yes", invite.confirm_yes, STAFF),
    Press("confirm_undo", invite.confirm_undo, STAFF),
    Press("confirm_no", invite.confirm_no, STAFF),
    Press("ask", ask.begin, STUDENT),
    Press("ask_kept", ask.kept, STUDENT),
    Press("ask_again", ask.again, STUDENT),
    Press("ask_send", ask.send, STUDENT),
    Press("ask_drop", ask.withdraw, STUDENT),
    Press("ask_see", ask.see, STUDENT),
    Press("ask_back", ask.back, STUDENT),
    Press("care", care.listed, CARE),
    Press("stu", care.card, STAFF),
    Press("called", care.called, STAFF),
    Press("missed", care.not_reached, STAFF),
    Press("uncall", care.take_back, STAFF),
    Press("stu_code", care.code, STAFF),
    Press("halt", standing.halt, STAFF),
    Press("unhalt", standing.resume, STAFF),
    Press("mine", students.mine, CARE),
    Press("mine_class", students.classes, CARE),
    Press("mine_xlsx", students.export, CARE),
    Press("exam", standing.exam, CARE),
    Press("questions", questions.listed, STAFF),
    Press("q", questions.card, STAFF),
    Press("q_reply", questions.reply, STAFF),
    Press("q_send", questions.send, STAFF),
    Press("q_move", questions.move, STAFF),
    Press("q_close", questions.close, STAFF),
    Press("digest", receipts.to_digest),
    Press("item", receipts.item),
    Press("detail", receipts.detail),
    Press("back", receipts.back),
    Press("want", receipts.want),
    Press("unfit", receipts.unfit),
    Press("unsay", receipts.unsay),
    Press("stage", receipts.stage),
    Press("applications", applications.show, STUDENT),
    Press("app", applications.card, STUDENT),
    Press("app_stage", applications.stage, STUDENT),
    Press("app_drop", applications.drop, STUDENT),
    Press("rec_ask", recommend.ask, STUDENT),
    Press("rec_yes", recommend.agree, STUDENT),
    Press("rec_no", recommend.refuse, STUDENT),
    Press("recommend", recommend.show, OFFICE),
    Press("rec", recommend.card, OFFICE),
    Press("rec_export", recommend.export, OFFICE),
    Press("complain", complaints.begin, STUDENT),
    Press("complain_send", complaints.send, STUDENT),
    Press("complain_undo", complaints.take_back, STUDENT),
    Press("complaints", complaints.listed, OFFICE),
    Press("complaint", complaints.show, OFFICE),
    Press("complaint_who", complaints.names, OFFICE),
    Press("complaint_yes", complaints.uphold, OFFICE),
    Press("complaint_no", complaints.reject, OFFICE),
    Press("fits", postings.fits, STUDENT),
    Press("fit", card.show, STUDENT),
    Press("fit_want", card.want, STUDENT),
    Press("fit_keep", card.keep, STUDENT),
    Press("search", search.show, STUDENT),
    Press("search_drop", search.drop, STUDENT),
    Press("search_by", search.choose, STUDENT),
    Press("search_put", search.put, STUDENT),
    Press("search_ask", search.to_human, STUDENT),
    Press("saved", bookmarks.listed, STUDENT),
    Press("saved_drop", bookmarks.drop, STUDENT),
    Press("keep", bookmarks.keep, STUDENT),
    Press("why", why.of_posting, STUDENT),
    Press("why_sent", why.of_delivery, STUDENT),
    Press("relax", relax.show, STUDENT),
    Press("relax_do", relax.make, STUDENT),
    Press("relax_undo", relax.undo, STUDENT),
    Press("policy", policy.listed, OFFICE),
    Press("policy_new", policy.choose, OFFICE),
    Press("policy_kind", policy.begin, OFFICE),
    Press("policy_pick", policy.pick, OFFICE),
    Press("policy_skip", policy.skip, OFFICE),
    Press("policy_back", policy.back, OFFICE),
    Press("policy_change", policy.change, OFFICE),
    Press("policy_resume", policy.resume, OFFICE),
    Press("policy_save", policy.save, OFFICE),
    Press("policy_see", policy.show, OFFICE),
    Press("policy_check", policy.check, OFFICE),
    Press("policy_uncheck", policy.uncheck, OFFICE),
    Press("intake", postings.submit, COLLEGE),
    Press("lead", leads.begin, LOOKOUTS),
    Press("lead_kept", leads.kept, LOOKOUTS),
    Press("lead_send", leads.send, LOOKOUTS),
    Press("lead_drop", leads.drop, LOOKOUTS),
    Press("leads", leads.listed, OFFICE),
    Press("lead_see", leads.show, OFFICE),
    Press("lead_take", leads.take, OFFICE),
    Press("lead_no", leads.refuse, OFFICE),
    Press("review", review.queue, OFFICE),
    Press("card", review.card, OFFICE),
    Press("approve", review.approve, OFFICE),
    Press("send_back", review.send_back, OFFICE),
    Press("as_student", review.as_student, OFFICE),
    Press("review_sheet", review_sheet.export, OFFICE),
    Press("sheet_go", review_sheet.go, OFFICE),
    Press("unparsed", review.unparsed, OFFICE),
    Press("edit", edit.begin, COLLEGE),
    Press("edit_more", edit.menu, COLLEGE),
    Press("edit_posting", edit.posting, COLLEGE),
    Press("edit_field", edit.field, COLLEGE),
    Press("edit_cut", edit.cut, COLLEGE),
    Press("edit_clear", edit.clear, COLLEGE),
    Press("edit_show", edit.show, COLLEGE),
    Press("edit_save", edit.save, COLLEGE),
    Press("edit_undo", edit.undo, COLLEGE),
    Press("published", published.listed, OFFICE),
    Press("pub", published.card, OFFICE),
    Press("recall", published.ask, OFFICE),
    Press("recall_go", published.go, OFFICE),
    Press("undo_review", review.undo, OFFICE),
    Press("bulk", review.bulk, OFFICE),
    Press("publish", publish.listed, OFFICE),
    Press("publish_one", publish.preview, OFFICE),
    Press("publish_go", publish.go, OFFICE),
    Press("publish_all", publish.preview_all, OFFICE),
    Press("publish_all_go", publish.go_all, OFFICE),
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
    Press("today", today.show, STAFF),
    Press("stuck", today.stuck, OFFICE),
    Press("stuck_pass", today.pass_on, OFFICE),
    Press("doubts", today.doubts, OFFICE),
    Press("halted", today.halted, OFFICE),
    Press("closing", today.closing, OFFICE),
    Press("reach", reach.show, COLLEGE),
    Press("reach_who", reach.names, COLLEGE),
    Press("reach_file", reach.export, COLLEGE),
    Press("year", year.show, RATES),
    Press("year_pic", year.picture, RATES),
    Press("year_file", year.export, RATES),
    Press("settings", choices.show, OFFICE),
    Press("choice", choices.card, OFFICE),
    Press("choice_try", choices.attempt, OFFICE),
    Press("choice_save", choices.save, OFFICE),
    Press("choice_undo", choices.undo, OFFICE),
    Press("holidays", holidays.show, OFFICE),
    Press("holiday_save", holidays.apply, OFFICE),
    Press("holiday_year", holidays.remove, OFFICE),
    Press("holiday_undo", holidays.undo, OFFICE),
    Press("doubt", state.doubtful, OFFICE),
    Press("resend", state.resend, OFFICE),
    Press("assume", state.assume, OFFICE),
    Press("rollover", rollover.preview, OFFICE),
    Press("rollover_go", rollover.go, OFFICE),
    Press("recheck", recheck.show, OFFICE),
    Press("recheck_ok", recheck.still_hiring, OFFICE),
    Press("recheck_undo", recheck.undo, OFFICE),
    Press("group_bind", groups.bind, ANYONE, groups=True),
    Press("group_back", groups.back, ANYONE, groups=True),
    Press("group_unbind", groups.ask_unbind, CHAIN),
    Press("group_unbind_yes", groups.unbind, CHAIN),
    Press("ack", push.ack),
    Press("dest", destination.show, STUDENT),
    Press("dest_group", destination.group, STUDENT),
    Press("dest_code", filing.begin, STUDENT),
    Press("dest_pick", filing.pick, STUDENT),
    Press("dest_skip", filing.skip, STUDENT),
    Press("dest_today", filing.today, STUDENT),
    Press("dest_back", filing.back, STUDENT),
    Press("dest_change", filing.change, STUDENT),
    Press("dest_submit", filing.submit, STUDENT),
    Press("dest_mend", filing.mend, STUDENT),
    Press("dest_withdraw", filing.withdraw, STUDENT),
    Press("dest_ok", destination.confirm, STUDENT),
    Press("dest_wrong", destination.contest, STUDENT),
    Press("dest_later", destination.later, STUDENT),
    Press("audit", audit.show, COLLEGE),
    Press("audit_ok", audit.approve, COLLEGE),
    Press("audit_no", audit.send_back, COLLEGE),
    Press("push_pause", push.pause, STAFF),
    Press("push_resume", push.resume, STAFF),
    Press("push_stop", push.stop, STAFF),
    Press("warn", warn.choose, COLLEGE),
    Press("warn_go", warn.send, COLLEGE),
    Press("warnings", acks.recent, ANSWERS),
    Press("acks", acks.board, ANSWERS),
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

FORMS: dict[str, Handler] = {
    ask.FORM: ask.typed,
    questions.FORM: questions.typed,
    care.FORM: care.note_typed,
    students.FORM: students.typed,
    standing.HALT_FORM: standing.halt_noted,
    standing.EXAM_FORM: standing.exam_typed,
    join.FORM: join.step,
    wishes.FORM: wishes.typed,
    wishes.QUIET_FORM: rhythm.typed,
    invite.FORM: invite.typed,
    "pass_note": relays.note_typed,
    cadres.FORM: cadres.typed,
    handover.FORM: handover.typed,
    class_picks.FORM: class_picks.note_typed,
    "schedule_cron": schedules.cron_typed,
    "notify": notify.typed,
    "destination": filing.typed,
    "destination_contest": destination.contest_typed,
    "audit_reason": audit.reason_typed,
    postings.FORM: postings.received,
    search.FORM: search.typed,
    choices.FORM: choices.typed,
    holidays.FORM: holidays.received,
    complaints.FORM: complaints.typed,
    complaints.ANSWER: complaints.answer_typed,
    policy.FORM: policy.typed,
    leads.FORM: leads.typed,
    leads.REASON: leads.reason_typed,
    "approve_reason": review.approve_reason_typed,
    edit.FORM: edit.typed,
    review_sheet.FORM: postings.received,
    published.FORM: published.words,
    "return_reason": review.return_reason_typed,
}
"""Who reads what is typed or sent while a form is open."""

TYPED: Handler = postings.received
"""Who reads what is typed while none is."""
UPLOADED: Handler = postings.received
"""Who reads a file or photo while none is."""


def install(application: Application[Any, Any, Any, Any, Any, Any], door: Door) -> None:
    """Register everything above with PTB."""
    for handler in _handlers(door):
        application.add_handler(handler)


def _handlers(door: Door) -> Iterable[BaseHandler[Update, Any, Any]]:
    private = filters.ChatType.PRIVATE
    for command in COMMANDS:
        yield CommandHandler(command.name, door.through(command.handler, command.roles), private)
    for press in PRESSES:
        entrance = door.through(press.handler, press.roles, groups=press.groups)
        yield CallbackQueryHandler(entrance, pattern=rf"^{press.verb}(:|$)")
    yield CallbackQueryHandler(door.through(forms.stale, ANYONE, groups=True))
    yield ChatMemberHandler(door.through(members.standing, ANYONE, groups=True), ChatMemberHandler.MY_CHAT_MEMBER)
    yield MessageHandler(filters.StatusUpdate.MIGRATE, door.through(groups.moved, ANYONE, groups=True))
    again = door.through(groups.ask_again, ANYONE, groups=True)
    yield CommandHandler(("start", "bind_group"), again, filters.ChatType.GROUPS & filters.UpdateType.MESSAGE)
    uploads = private & (filters.Document.ALL | filters.PHOTO)
    yield MessageHandler(uploads, door.through(forms.typed(FORMS, UPLOADED), ANYONE, wants_file=True))
    yield MessageHandler(private & filters.COMMAND, door.through(help.unknown, ANYONE))
    yield MessageHandler(private & filters.TEXT, door.through(forms.typed(FORMS, TYPED), ANYONE))
    yield MessageHandler(private & ~filters.StatusUpdate.ALL, door.through(help.unknown, ANYONE))


def menu_for(roles: Iterable[Role] | None) -> list[BotCommand]:
    """The command menu of somebody with these roles; ``None``: of a stranger."""
    held = set(roles or ())
    return [
        BotCommand(command.name, command.menu)
        for command in COMMANDS
        if command.menu
        and (command.roles is ANYONE or (roles is not None and (not command.roles or held & set(command.roles))))
    ]

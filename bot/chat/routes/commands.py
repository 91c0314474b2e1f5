"""The commands, in the order of the menu."""

from bot.chat.care import ask, questions, students
from bot.chat.chain import cadres, handover, relays
from bot.chat.delivery import acks, notify, state
from bot.chat.destinations import audit, destination, stats
from bot.chat.door import forms, help
from bot.chat.matching import library, relax, search
from bot.chat.office import choices, reach, today, year
from bot.chat.postings import complaints, leads, policy, postings, review
from bot.chat.publishing import publish, published
from bot.chat.register import invite, join
from bot.chat.routes.table import (
    ANSWERS,
    ANYONE,
    BOUND,
    CADRE,
    CARE,
    CHAIN,
    COLLEGE,
    LOOKOUTS,
    OFFICE,
    RATES,
    STAFF,
    STUDENT,
    WATCH,
    Command,
)
from bot.chat.student import applications, bookmarks, me, recommend
from bot.chat.warnings import schedules, warn
from bot.chat.wishes import wishes

COMMANDS: tuple[Command, ...] = (
    Command("start", join.start, ANYONE, "开始"),
    Command("help", help.show, ANYONE, "我能做什么", looks=True),
    Command("bind", join.bind, ANYONE, "绑定学号"),
    Command("cancel", forms.cancel, ANYONE, "取消正在填写的内容", looks=True),
    Command("today", today.show, STAFF, "今日待办", looks=True),
    Command("tasks", relays.tasks, CHAIN, "待办", looks=True),
    Command("state", state.recent, WATCH, "送达情况", looks=True),
    Command("postings", postings.fits, STUDENT, "符合我意向的岗位", looks=True),
    Command("applications", applications.show, STUDENT, "我的投递", looks=True),
    Command("saved", bookmarks.listed, STUDENT, "我的收藏", looks=True),
    Command("search", search.show, STUDENT, "找全部在招岗位", looks=True),
    Command("relax", relax.show, STUDENT, "放宽试试：改一项能多几个岗位", looks=True),
    Command("paste", postings.paste, COLLEGE, "录入岗位", looks=True),
    Command("lead", leads.begin, LOOKOUTS, "看到招聘，发给就业处"),
    Command("leads", leads.listed, OFFICE, "大家发来的招聘线索", looks=True),
    Command("complaints", complaints.listed, OFFICE, "处理举报", looks=True),
    Command("policy", policy.listed, OFFICE, "政策性岗位", looks=True),
    Command("review", review.queue, OFFICE, "审核岗位", looks=True),
    Command("publish", publish.listed, OFFICE, "发布岗位", looks=True),
    Command("recommend", recommend.show, OFFICE, "推荐名单", looks=True),
    Command("published", published.listed, OFFICE, "更正、撤回已发布的岗位", looks=True),
    Command("warn", warn.choose, COLLEGE, "发防骗提醒", looks=True),
    Command("warnings", acks.recent, ANSWERS, "谁已了解", looks=True),
    Command("schedule", schedules.listed, OFFICE, "定时防骗提醒", looks=True),
    Command("notify", notify.begin, STAFF, "发通知", looks=True),
    Command("wishes", wishes.show, STUDENT, "求职意向", looks=True),
    Command("destination", destination.show, STUDENT, "毕业去向", looks=True),
    Command("audit", audit.show, COLLEGE, "审核毕业去向", looks=True),
    Command("reach", reach.show, COLLEGE, "触达报告：谁收不到、怎么补", looks=True),
    Command("year", year.show, RATES, "一年触达，按月看", looks=True),
    Command("library", library.home, RATES, "需求库、求职意向库、缺口", looks=True),
    Command("settings", choices.show, OFFICE, "设置", looks=True),
    Command("stats", stats.show, RATES, "落实率和留省率", looks=True),
    Command("invite", invite.choose, STAFF, "生成绑定码"),
    Command("confirm", invite.waiting, STAFF, "核对班级码加入的同学", looks=True),
    Command("ask", ask.begin, STUDENT, "问老师", looks=True),
    Command("students", students.mine, CARE, "我的学生", looks=True),
    Command("questions", questions.listed, STAFF, "同学的问题", looks=True),
    Command("cadres", cadres.show, STAFF, "班干部和替补", looks=True),
    Command("handover", handover.begin, CADRE, "班干部交接"),
    Command("me", me.show, BOUND, "我的信息", looks=True),
    Command("privacy", help.privacy, ANYONE, "个人信息说明", looks=True),
)

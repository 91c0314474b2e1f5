"""The commands, buttons and forms of the room ``student``."""

from bot.chat.door.table import BOUND, OFFICE, STUDENT, Command, Form, Press
from bot.chat.student import aging, applications, bookmarks, card, interests, me, recommend

COMMANDS: tuple[Command, ...] = (
    Command("applications", applications.show, STUDENT, "我的投递", looks=True),
    Command("saved", bookmarks.listed, STUDENT, "我的收藏", looks=True),
    Command("recommend", recommend.show, OFFICE, "推荐名单", looks=True),
    Command("me", me.show, BOUND, "我的信息", looks=True),
)

PRESSES: tuple[Press, ...] = (
    Press("me", me.show, looks=True),
    Press("me_got", me.got, looks=True),
    Press("me_read", me.read),
    Press("me_seen", me.seen, looks=True),
    Press("me_export", me.export, looks=True),
    Press("me_moved", me.moved, looks=True),
    Press("leave", me.ask_leave, looks=True),
    Press("leave_yes", me.leave),
    Press("digest", interests.to_digest),
    Press("item", interests.item),
    Press("detail", interests.detail),
    Press("back", interests.back),
    Press("want", interests.want),
    Press("unfit", interests.unfit),
    Press("unsay", interests.unsay),
    Press("stage", interests.stage),
    Press("applications", applications.show, STUDENT, looks=True),
    Press("app", applications.card, STUDENT, looks=True),
    Press("app_stage", applications.stage, STUDENT),
    Press("app_drop", applications.drop, STUDENT),
    Press("fit", card.show, STUDENT, looks=True),
    Press("fit_want", card.want, STUDENT),
    Press("fit_keep", card.keep, STUDENT),
    Press("saved", bookmarks.listed, STUDENT, looks=True),
    Press("saved_drop", bookmarks.drop, STUDENT),
    Press("keep", bookmarks.keep, STUDENT),
    Press("renew", aging.renew, STUDENT),
    Press("rec_ask", recommend.ask, STUDENT, looks=True),
    Press("rec_yes", recommend.agree, STUDENT),
    Press("rec_no", recommend.refuse, STUDENT),
    Press("recommend", recommend.show, OFFICE, looks=True),
    Press("rec", recommend.card, OFFICE, looks=True),
    Press("rec_export", recommend.export, OFFICE),
)

FORMS: dict[str, Form] = {}

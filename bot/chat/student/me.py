"""/me: the data that a person gave, the messages they got, and the people who see the data.

The export of all data and the end of the bond are here too.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from bot import sheets
from bot.chat.door.talk import Replies, Reply, ReplyKind, Talk
from bot.clock import SHANGHAI
from bot.domain.people import Trust
from bot.flows.delivery import compose
from bot.flows.delivery.opened import opened
from bot.flows.register import join
from bot.flows.student import me
from bot.flows.student.export import Code, Line, Value, everything, listed, sent_files
from bot.flows.wishes import rhythm
from bot.messenger import Attachment
from bot.store.student import own
from bot.store.tables import Push


async def show(talk: Talk) -> Replies:
    """Show the data that the person gave (我告诉了什么)."""
    values = await me.told(talk.session, talk.me)
    if values["student"]:
        quiet = talk.settings.quiet_hours
        values["told"] = await rhythm.told(talk.session, talk.me.person_id, talk.now, quiet)
    return talk.edit("me/told", me=talk.me, confirmed=talk.me.trust == Trust.PERSONAL, **values)


async def got(talk: Talk) -> Replies:
    """Show the messages that the person got (我收到了什么)."""
    found = await me.got(talk.session, talk.me, talk.now)
    return talk.edit("me/got", got=found, days=me.DAYS, readable=[kind.value for kind in me.READABLE])


async def read(talk: Talk) -> Replies:
    """Send one of the received messages again, as a new message with all its buttons."""
    delivery = await opened(talk.session, talk.number(), talk.me, talk.now)
    push = await talk.session.get_one(Push, delivery.push_id)
    return Reply(ReplyKind.SAY, await compose.message_for(talk.session, push, delivery, talk.now))


async def seen(talk: Talk) -> Replies:
    """Show what other people can see about the person (别人能看到我的什么)."""
    return talk.edit("me/seen", **await me.seen(talk.session, talk.me))


async def export(talk: Talk) -> Replies:
    """Export all data of the person as an .xlsx file, one row for each fact; with the files they sent, as a .zip."""

    @cache
    def word(key: str) -> str:
        return talk.plain("me/export_words", which=key)

    sent = await sent_files(talk.session, talk.me.person_id)
    lines = [*await everything(talk.session, talk.me), *listed(sent)]
    rows: list[list[sheets.Cell]] = [
        [word(each.section), _shown(each.item, word), _content(each, word), _moment(each.at)] for each in lines
    ]
    name = word("file")
    content = sheets.write_sheet(name, word("columns").split("|"), rows, [12, 20, 60, 18])
    title = f"{name}_{talk.now.astimezone(SHANGHAI).date()}"
    held = {each.name: each.content for each in sent if each.content}
    attachment = Attachment(f"{title}.xlsx", content)
    if held:
        attachment = Attachment(f"{title}.zip", sheets.zipped({attachment.filename: content, **held}))
    return talk.say("me/export", attachment=attachment, rows=len(rows), files=len(held), missing=len(sent) - len(held))


Word = Callable[[str], str]


def _content(line: Line, word: Word) -> str:
    """The parts of a line as one text; empty parts are left out, and a label stands before its value."""
    labelled = [part if isinstance(part, tuple) else ("", part) for part in line.parts]
    shown = [(label, _shown(value, word)) for label, value in labelled if value]
    text = "，".join(f"{word(label)}：{text}" if label else text for label, text in shown)
    return text or ("" if line.at else word("empty"))


def _shown(value: Value, word: Word) -> str:
    if isinstance(value, datetime):
        return _moment(value) or ""
    return word(value) if isinstance(value, Code) else value or ""


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if at else None


async def moved(talk: Talk) -> Replies:
    """Explain how to move to a new phone (换手机怎么办)."""
    return talk.edit("me/moved")


async def ask_leave(talk: Talk) -> Replies:
    return talk.edit("join/leave", student=talk.me.is_student)


async def leave(talk: Talk) -> Replies:
    """End the bond (退出绑定), after the person confirmed it."""
    await join.leave(talk.session, talk.telegram_id, talk.now)
    await own.forget(talk.session, [talk.me.person_id])
    return [talk.edit("join/left"), talk.menu()]

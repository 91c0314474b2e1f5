"""/students (我的学生): the speaker's students by filter, found by name or number (学号), and exported as a table."""

import asyncio

from bot import sheets
from bot.chat.care import care
from bot.chat.delivery import scopes
from bot.chat.door import forms
from bot.chat.door.talk import Replies, Talk
from bot.clock import SHANGHAI
from bot.domain.errors import Stale
from bot.domain.paging import paged
from bot.flows.care import students
from bot.flows.care.students import A_PAGE, FILTERS, Listing, Row
from bot.messenger import Attachment
from bot.store.tables import Person

FORM = "students"
LONGEST_NAME = 20
"""The largest number of characters in a typed name. A longer text is not read as a name."""


async def mine(talk: Talk) -> Replies:
    """Show the students that a filter keeps. A name can be typed while this list is open."""
    which = talk.args[0] if talk.callback_id and talk.args else "call"
    seen = await _listing(talk, which)
    shown = paged(seen.rows, talk.page(2), A_PAGE)
    await forms.close(talk)
    await forms.open_step(talk, FORM, "name")
    today = talk.now.astimezone(SHANGHAI).date()
    unit = seen.unit
    who = await talk.session.get(Person, unit.weekly_by) if unit and unit.weekly_by else None
    return talk.edit(
        "students/list",
        seen=seen,
        unit=unit.id if unit else 0,
        shown=shown.lines,
        **shown.turns,
        exam=bool(unit and unit.weekly_until and unit.weekly_until >= today),
        who=who.name if who else "",
    )


async def _listing(talk: Talk, which: str) -> Listing:
    if which not in FILTERS:
        raise Stale
    unit = talk.number(1) if talk.callback_id and len(talk.args) > 1 else 0
    return await students.listing(talk.session, talk.me, which, unit, talk.now)


async def classes(talk: Talk) -> Replies:
    """List the units to choose from (换班级). A press on a college lists its classes."""
    word = talk.args[0] if talk.args else scopes.FIRST
    return talk.edit("students/classes", scope=await scopes.page(talk, word))


async def typed(talk: Talk) -> Replies | None:
    """Find students by name or number (学号). Any other message is read as if this form were not open."""
    words = talk.text.strip()
    if talk.upload is not None or not words or "\n" in words or len(words) > LONGEST_NAME:
        await forms.leave(talk)
        return None
    hits = await students.find(talk.session, talk.me, words, talk.now)
    if len(hits) == 1:
        return await care.show_card(talk, hits[0].facts.person_id, "mall.0.0", below=True)
    return talk.say("students/found", words=words, hits=hits)


async def export(talk: Talk) -> Replies:
    """Export all pages of the shown list as a file (导出)."""
    seen = await _listing(talk, talk.args[0] if talk.args else "")
    name = talk.plain("students/file_name", seen=seen)
    rows = [_cells(talk, row) for row in seen.rows]
    headers = talk.plain("students/columns").split("|")
    content = await asyncio.to_thread(sheets.write_sheet, name, headers, rows, (14, 10, 14, 12, 12, 40, 18))
    return talk.say("students/file", attachment=Attachment(f"{name}.xlsx", content), seen=seen)


def _cells(talk: Talk, row: Row) -> list[sheets.Cell]:
    facts = row.facts
    called = facts.called.at.astimezone(SHANGHAI).date() if facts.called else None
    words = [talk.plain("students/cell", which=which, row=row) for which in ("bot", "wishes", "why")]
    return [facts.number, facts.name, facts.class_name, *words, called]

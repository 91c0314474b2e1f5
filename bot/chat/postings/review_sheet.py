"""The review as one sheet: the office exports the sheet, and sends it back with decisions and edits."""

import asyncio

from bot import sheets
from bot.chat.door import forms
from bot.chat.door.talk import Replies, Reply, Talk
from bot.clock import SHANGHAI
from bot.domain.errors import NotAllowed, Stale
from bot.domain.people import Role
from bot.flows.postings import returned_sheet, review_sheet
from bot.flows.postings.returned_sheet import Fault, Read
from bot.flows.postings.review_sheet import HEADERS, WIDTHS
from bot.messenger import Attachment
from bot.render import plain
from bot.sheets import Sheet

FORM = "review_sheet"
SHOWN = 5
"""The largest number of faults in a message. If there are more, all faults are sent as a file."""


async def export(talk: Talk) -> Replies:
    """Export the review sheet (导出审核表)."""
    rows = await review_sheet.export(talk.session)
    if not rows:
        raise Stale
    title = plain("review/sheet_name")
    content = await asyncio.to_thread(sheets.write_sheet, title, HEADERS, rows, WIDTHS)
    name = f"{title}{talk.now.astimezone(SHANGHAI):%m%d}.xlsx"
    return talk.say("review/sheet_file", attachment=Attachment(name, content), rows=len(rows))


async def received(talk: Talk, sheet: Sheet) -> Replies:
    """Preview a returned sheet: the changes that it would make, and its faults."""
    if not talk.me.holds(Role.OFFICE):
        raise NotAllowed
    found = await returned_sheet.read(talk.session, sheet.rows, talk.now)
    kept = [[number, dict(cells)] for number, cells in sheet.rows if number in found.concerned]
    await forms.close(talk)
    if found.plans:
        await forms.open_fresh(talk, FORM, "confirm", rows=kept)
    return [talk.say("review/sheet_preview", found=found, shown=SHOWN), *_list(talk, found)]


async def typed(talk: Talk) -> None:
    """Return None, so that a text or file is read as if no form were open while the sheet waits for its button."""


async def go(talk: Talk) -> Replies:
    """Apply the returned sheet (按表处理)."""
    if talk.form != FORM:
        raise Stale
    found = await returned_sheet.apply(talk.session, talk.values["rows"], talk.me, talk.now)
    await forms.close(talk)
    return talk.edit("review/sheet_done", found=found, shown=SHOWN)


def _list(talk: Talk, found: Read) -> list[Reply]:
    if len(found.faults) <= SHOWN:
        return []
    title = plain("review/sheet_faults_name")
    rows: list[list[sheets.Cell]] = [[fault.row, fault.label, fault.text, _words(fault)] for fault in found.faults]
    content = sheets.write_sheet(title, plain("postings/columns").split("|"), rows)
    return [talk.say("review/sheet_faults_file", attachment=Attachment(f"{title}.xlsx", content))]


def _words(fault: Fault) -> str:
    return plain("review/sheet_fault", fault=fault)

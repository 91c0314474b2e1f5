"""The students whose wishes no open posting meets (没有岗位满足的意向), and what each student could relax."""

import asyncio
from dataclasses import replace

from bot import sheets
from bot.chat.door.talk import Replies, Talk
from bot.domain.names import told_apart
from bot.flows.matching import fair
from bot.flows.matching.fair import Line
from bot.messenger import Attachment


async def show(talk: Talk) -> Replies:
    page = talk.page(1)
    found = await fair.unmet(talk.session, talk.number(), talk.me, talk.now, page)
    return talk.edit("fair/unmet", found=replace(found, lines=told_apart(found.lines)))


async def export(talk: Talk) -> Replies:
    """Export all of these students as a file, for the staff who look after them."""
    found = await fair.unmet(talk.session, talk.number(), talk.me, talk.now, None)
    title = talk.plain("fair/file_name", unit=found.unit)
    rows = [_row(talk, line) for line in found.lines]
    content = await asyncio.to_thread(sheets.write_sheet, title, talk.plain("fair/columns").split("|"), rows)
    return talk.say("fair/file", found=found, attachment=Attachment(f"{title}.xlsx", content))


def _row(talk: Talk, line: Line) -> list[sheets.Cell]:
    said = talk.plain("library/wish_cells", wish=line.wish).split("|")
    return [line.class_name, line.number, line.name, *said, talk.plain("fair/advice", gains=line.gains)]

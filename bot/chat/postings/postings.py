"""The intake of postings from a file or a text, and /postings, a student's list of open postings that fit."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import qr, sheets
from bot.chat.door import forms
from bot.chat.door.talk import Replies, Reply, Rest, Talk, Upload
from bot.chat.postings import review_sheet as sheet_back
from bot.clock import SHANGHAI
from bot.domain.errors import NothingPasted, Stale
from bot.domain.people import Role
from bot.flows.matching import own_list
from bot.flows.postings import intake, review_sheet
from bot.flows.postings.intake import Batch
from bot.flows.wishes import rhythm
from bot.messenger import Attachment
from bot.render import plain

FORM = "intake"
SHOWN = 5
"""The largest number of faults in a message. If there are more, all faults are sent as a file."""
LONGEST_TEXT = 50_000
"""The largest size in bytes of a text file that is read like a pasted text."""


async def paste(talk: Talk) -> Replies:
    """Show an example of a text to paste, or read the text after the command."""
    await forms.open_step(talk, FORM, "paste")
    if talk.words and (found := await _text(replace(talk, text=talk.words))) is not None:
        return found
    return talk.edit("postings/ask_paste")


async def received(talk: Talk) -> Replies | None:
    """Read a text, file or photo from the office or a college. Returns None if no posting is recognised in it."""
    if talk.upload is None:
        return await _text(talk)
    return await _photo(talk, talk.upload.content) if talk.upload.is_photo else await _table(talk, talk.upload)


async def _photo(talk: Talk, picture: bytes) -> Replies | None:
    """Read the QR codes of a poster. Its words must be typed, for example as the caption of the photo."""
    links = await asyncio.to_thread(qr.links, picture)
    if links:
        await forms.open_step(talk, FORM, "paste", links=links)
        talk = replace(talk, form=FORM, values={**(talk.values if talk.form == FORM else {}), "links": links})
    if talk.text:
        with suppress(NothingPasted):
            return await _text(talk)
    return talk.say("postings/photo", links=links)


async def submit(talk: Talk) -> Rest:
    """Enter the previewed postings (提交审核). They then wait for the office's review."""
    if talk.form != FORM or talk.step != "confirm":
        raise Stale
    batch = await _read(talk, talk.values)

    async def write(session: AsyncSession) -> Replies:
        lead = talk.values.get("lead")
        entered = await intake.enter(session, batch, talk.now, by=talk.me.person_id, lead=lead)
        await forms.close(talk)
        office = talk.me.holds(Role.OFFICE)
        report = talk.edit("postings/entered", batch=batch, entered=entered, office=office)
        return [report, *_lists(talk, batch)]

    return write


async def fits(talk: Talk) -> Replies:
    """List the open postings that fit the student, best first."""
    page = talk.page()
    found = await own_list.page_for(talk.session, talk.me.person_id, page, talk.now)
    told = await rhythm.told(talk.session, talk.me.person_id, talk.now, talk.settings.quiet_hours)
    return talk.edit("student/fits", fits=found.lines, told=told, **found.turns)


async def _table(talk: Talk, file: Upload) -> Replies | None:
    if file.filename.lower().endswith(".txt") and len(file.content) <= LONGEST_TEXT:
        text = sheets.read_text(file.content)
        with suppress(NothingPasted):  # a file with 字段：值 lines is read like pasted text
            intake.read_pasted(text, talk.now.astimezone(SHANGHAI).date())
            return await _text(replace(talk, text=text))
    sheet = await asyncio.to_thread(sheets.read_sheet, file.content, file.filename, form="postings")
    if review_sheet.recognises(sheet.headers):
        return await sheet_back.received(talk, sheet)
    return await preview(talk, {"rows": [[number, cells] for number, cells in sheet.rows], "sheet": sheet.report()})


async def _text(talk: Talk) -> Replies | None:
    """Preview a pasted text. A corrected text keeps the lead (线索) of the text before it."""
    open_now = talk.values if talk.form == FORM else {}
    lead = {"lead": open_now["lead"]} if "lead" in open_now else {}
    today = talk.now.astimezone(SHANGHAI).date()
    try:
        text = intake.with_link(talk.text, open_now.get("links", ()), today)
        return await preview(talk, {"text": text, **lead})
    except NothingPasted:
        if talk.form == FORM:
            raise
        return None


async def preview(talk: Talk, values: dict[str, Any]) -> Replies:
    """Show how the bot understood the ``rows`` or the ``text`` in ``values``.

    If ``values`` contain the id of a ``lead``, the form keeps it.
    """
    batch = await _read(talk, values)
    existing = await intake.count_existing(talk.session, batch, talk.now)
    await forms.close(talk)
    await forms.open_step(talk, FORM, "confirm", **values)
    shown = talk.say("postings/preview", batch=batch, existing=existing, sheet=values.get("sheet"))
    return [shown, *([] if batch.announcements else _lists(talk, batch))]


async def _read(talk: Talk, values: dict[str, Any]) -> Batch:
    """Parse the rows or the text in ``values``.

    A table is parsed in a thread, because thousands of rows take seconds.
    """
    today = talk.now.astimezone(SHANGHAI).date()
    if "rows" in values:
        return await asyncio.to_thread(intake.read_table, values["rows"], today)
    return intake.read_pasted(values["text"], today)


def _lists(talk: Talk, batch: Batch) -> list[Reply]:
    """Send the rejected and unread cells as a file if they are too many for a message."""
    if len(batch.rejected) <= SHOWN and len(batch.not_understood) <= SHOWN:
        return []
    name = plain("postings/file_name")
    rows: list[list[sheets.Cell]]
    rows = [[f.row, f.label, f.text, plain("postings/fault", why=f.why)] for f in batch.rejected]
    rows += [[c.row, c.label, c.text, plain("postings/not_understood")] for c in batch.not_understood]
    content = sheets.write_sheet(name, plain("postings/columns").split("|"), rows)
    return [talk.say("postings/list_file", attachment=Attachment(f"{name}.xlsx", content))]

"""The holidays in the settings (节假日): the State Council's list is pasted or sent as a table, previewed and saved."""

import asyncio

from bot import sheets
from bot.chat.door import forms
from bot.chat.door.talk import Replies, Reply, Talk
from bot.domain.errors import BadInput, NotAllowed, Stale
from bot.domain.office import holiday
from bot.domain.people import Role
from bot.flows.office import holidays

FORM = "holidays"


async def show(talk: Talk) -> Replies:
    """Show the coming days. A text or file that is sent from now on is read as a list of days."""
    await forms.close(talk)
    await forms.open_step(talk, FORM, "list")
    return await _list(talk)


async def received(talk: Talk) -> Replies:
    if not talk.me.holds(Role.OFFICE):
        raise NotAllowed
    if talk.upload is not None and talk.upload.is_photo:
        raise BadInput("图片里的日期读不了，请发 .xlsx、.csv 表格，或把文字粘贴过来。")
    if talk.upload is not None:
        name, content = talk.upload.filename, talk.upload.content
        sheet = await asyncio.to_thread(sheets.read_sheet, content, name, form="calendar", max_rows=1000)
        read = holiday.read_rows(sheet.rows)
    else:
        read = holiday.read_lines(talk.text)
    seen = await holidays.preview(talk.session, read)
    stamp = str(int(talk.now.timestamp()))
    await forms.open_step(talk, FORM, "confirm", days=holidays.as_rows(read.days), stamp=stamp)
    return talk.say("choices/holidays_preview", seen=seen, stamp=stamp)


async def apply(talk: Talk) -> Replies:
    """Save the previewed days once."""
    if talk.form != FORM or talk.step != "confirm" or list(talk.args) != [talk.values.get("stamp")]:
        raise Stale
    days = holidays.from_rows(talk.values["days"])
    await holidays.apply(talk.session, days, talk.me.person_id, talk.now)
    await forms.close(talk)
    return [talk.toast("choices/saved"), await _list(talk)]


async def remove(talk: Talk) -> Replies:
    await holidays.remove_year(talk.session, talk.number(), talk.me.person_id, talk.now)
    return [talk.toast("choices/saved"), await _list(talk)]


async def undo(talk: Talk) -> Replies:
    await holidays.undo(talk.session, talk.me.person_id, talk.now)
    return [talk.toast("choices/undone"), await _list(talk)]


async def _list(talk: Talk) -> Reply:
    return talk.edit("choices/holidays", held=await holidays.held(talk.session, talk.now))

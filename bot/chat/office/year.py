"""/year: how many students the bot reached in a year, month by month, as text, picture and file."""

from dataclasses import astuple

from bot import sheets
from bot.chat.door.talk import Replies, Talk
from bot.clock import SHANGHAI
from bot.domain.paging import paged
from bot.flows.office import year
from bot.flows.office.year import View
from bot.messenger import Attachment

SERIES = ("matched", "delivered", "opened")


COLLEGES = 8
"""The number of colleges on one screen."""


async def show(talk: Talk) -> Replies:
    return talk.edit("year/view", view=await _view(talk), this_year=talk.now.astimezone(SHANGHAI).year)


async def colleges(talk: Talk) -> Replies:
    """List the colleges whose year can be opened: ``year_units:YEAR:PAGE``."""
    seen = await year.view(talk.session, talk.number(), None, talk.me, talk.now)
    shown = paged(seen.colleges, talk.page(1), COLLEGES)
    return talk.edit("year/colleges", year=seen.year, colleges=shown.lines, **shown.turns)


async def picture(talk: Talk) -> Replies:
    """Draw the months that had any push as bars."""
    seen = await _view(talk)
    months = [month for month in seen.months if month.matched]
    chart = {
        "kind": "bars",
        "title": talk.plain("year/label", which="title", view=seen),
        "subtitle": talk.plain("year/label", which="subtitle", view=seen),
        "labels": [talk.plain("year/label", which="month", month=month.month) for month in months],
        "series": {talk.plain("year/label", which=name): [getattr(month, name) for month in months] for name in SERIES},
        "unit": "",
    }
    return talk.picture("year/picture", chart, view=seen)


async def export(talk: Talk) -> Replies:
    """Export the numbers of the school and its colleges, month by month."""
    which = talk.number()
    title = talk.plain("year/file_name", year=which)
    headers = talk.plain("year/columns").split("|")
    rows: list[list[sheets.Cell]] = [
        [unit.name, which, *astuple(month)] for unit, month in await year.table(talk.session, which, talk.me, talk.now)
    ]
    content = sheets.write_sheet(title, headers, rows)
    return talk.say("year/file", attachment=Attachment(f"{title}.xlsx", content))


async def _view(talk: Talk) -> View:
    """The view that the button data asks for: ``year:2026``, or ``year:2026:7`` for college 7."""
    which = talk.number(0) if talk.callback_id and talk.args else None
    unit = talk.number(1) if talk.callback_id and len(talk.args) > 1 else None
    return await year.view(talk.session, which, unit, talk.me, talk.now)

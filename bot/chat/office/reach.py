"""/reach: which students the bot reaches, which it does not reach, and what to do about it."""

from bot import sheets
from bot.chat.door.talk import Replies, Talk
from bot.domain.errors import Stale
from bot.domain.office.reach import Gap
from bot.domain.paging import paged
from bot.flows.office import reach
from bot.messenger import Attachment

A_PAGE = 20
UNITS_A_PAGE = 6


async def show(talk: Talk) -> Replies:
    unit_id = talk.number() if talk.callback_id and talk.args else None
    seen = await reach.view(talk.session, unit_id, talk.me, talk.now)
    shown = paged(seen.lines, talk.page(1), UNITS_A_PAGE)
    return talk.edit("reach/view", view=seen, shown=shown.lines, **shown.turns)


async def names(talk: Talk) -> Replies:
    """List the students in one gap, and what to do for them."""
    if len(talk.args) < 2 or talk.args[1] not in set(Gap):
        raise Stale
    gap = Gap(talk.args[1])
    unit, found = await reach.names(talk.session, talk.number(), gap, talk.me, talk.now)
    shown = paged(found, talk.page(2), A_PAGE)
    return talk.edit("reach/names", unit=unit, gap=gap.value, shown=shown.lines, **shown.turns)


async def export(talk: Talk) -> Replies:
    """Export a file with one row for each class."""
    title = talk.plain("reach/file_name")
    headers = talk.plain("reach/columns").split("|")
    rows: list[list[sheets.Cell]] = [
        [college, class_name, share.students, share.bound, share.wishes, *(share.gaps.get(gap, 0) for gap in Gap)]
        for college, class_name, share in await reach.table(talk.session, talk.me, talk.now)
    ]
    content = sheets.write_sheet(title, headers, rows)
    return talk.say("reach/file", attachment=Attachment(f"{title}.xlsx", content))

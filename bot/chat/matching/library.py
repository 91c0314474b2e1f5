"""/library: the open postings and the students' wishes are searched, counted and exported."""

import asyncio
from dataclasses import asdict

from bot import sheets
from bot.chat.door import forms
from bot.chat.door.talk import Replies, Reply, Talk
from bot.domain.errors import Stale
from bot.domain.matching.library import LONGEST, SOUGHT, WISHED, Facet, Search, read
from bot.domain.paging import paged
from bot.domain.people import Role
from bot.flows.matching import library
from bot.flows.matching.library import NAMES_A_PAGE, Seeker
from bot.messenger import Attachment

FORM = "library"
CHOICES = 8
"""The number of values of a facet on one screen."""
SEES = (Role.OFFICE, Role.LEADER, Role.COLLEGE)


async def home(talk: Talk) -> Replies:
    if talk.form == FORM:
        await forms.close(talk)
    return talk.edit("library/home", home=await library.home(talk.session, talk.me, talk.now))


async def offers(talk: Talk) -> Replies:
    """Show a page of the open postings under the last search. Text that is typed from now on changes the search."""
    return await _list(talk, _search(talk), talk.number() if talk.args else 0)


async def typed(talk: Talk) -> Replies | None:
    if talk.speaker is None or not talk.speaker.holds(*SEES):
        await forms.close(talk)
        raise Stale
    if talk.upload is not None or len(talk.text) > LONGEST:  # a file or a long text is for intake
        await forms.leave(talk)
        return None
    return await _list(talk, read(talk.text, _search(talk), talk.settings.home_city), 0)


async def choose(talk: Talk) -> Replies:
    """List the values of one facet, with the number of open postings for each value: ``lib_by:FACET:PAGE``."""
    facet = _facet(talk, SOUGHT)
    search = _search(talk)
    found = await library.values(talk.session, facet, search, talk.now)
    shown = paged(found, talk.page(1), CHOICES)
    return talk.edit("library/choose", facet=facet.value, values=shown.lines, search=search, **shown.turns)


async def put(talk: Talk) -> Replies:
    """Set one facet of the search to a value. If there is no value, clear the facet. ``-`` clears the search words."""
    search = _search(talk)
    if talk.args[:1] == ("-",):
        return await _list(talk, Search(**asdict(search) | {"words": ""}), 0)
    facet = _facet(talk, SOUGHT)
    value = talk.args[1] if len(talk.args) > 1 else ""
    if value and value not in dict(await library.values(talk.session, facet, search, talk.now)):
        raise Stale
    return await _list(talk, search.with_(facet, value), 0)


async def card(talk: Talk) -> Replies:
    """Show an open posting in full. The office can open its published card from there."""
    whole, posting = await library.one(talk.session, talk.number(), talk.now)
    page = talk.page(1)
    shown = next(each for each in whole.postings if each.id == posting)
    return talk.edit("library/card", whole=whole, posting=shown, page=page, office=talk.me.holds(Role.OFFICE))


async def offer_file(talk: Talk) -> Replies:
    """Export the postings that the search found, in the columns of the posting sheet."""
    headers, rows = await library.offer_rows(talk.session, _search(talk), talk.now)
    return await _file(talk, "offers", headers, [list(row) for row in rows])


async def wishes(talk: Talk) -> Replies:
    """Show how many students look for each value of a facet: ``lib_wish:FACET:PAGE``."""
    facet = _facet(talk, WISHED) if talk.args else Facet.REGION
    shown = paged(await library.wishes(talk.session, facet, talk.me), talk.page(1), CHOICES)
    may_name = library.may_name(talk.me)
    return talk.edit("library/wishes", facet=facet.value, values=shown.lines, names=may_name, **shown.turns)


async def who(talk: Talk) -> Replies:
    """List the names of the students who look for a value."""
    facet = _facet(talk, WISHED)
    value = talk.args[1] if len(talk.args) > 1 else ""
    found = await library.who(talk.session, facet, value, talk.me)
    if not found:
        raise Stale
    shown = paged(found, talk.page(2), NAMES_A_PAGE)
    return talk.edit("library/who", facet=facet.value, value=value, shown=shown.lines, **shown.turns)


async def wish_file(talk: Talk) -> Replies:
    """Export all students who look for work, with their names."""
    found = await library.seekers(talk.session, talk.me)
    rows = await asyncio.to_thread(lambda: [_row(talk, each) for each in found])
    return await _file(talk, "wishes", talk.plain("library/columns", which="wishes").split("|"), rows)


def _row(talk: Talk, each: Seeker) -> list[sheets.Cell]:
    wish = each.candidate.graduate.wishes
    said = talk.plain("library/wish_cells", wish=wish).split("|")
    return [each.college, each.class_name, each.number, each.name, each.major, *said]


async def summary_file(talk: Talk) -> Replies:
    """Export only numbers, with small numbers hidden, so that the file may be passed on."""
    found = await library.summary_rows(talk.session, talk.me)
    rows: list[list[sheets.Cell]] = [
        [
            talk.plain("library/label", which=facet.value),
            talk.plain("library/value", facet=facet.value, value=value),
            talk.plain("library/few") if count is None else count,
        ]
        for facet, value, count in found
    ]
    return await _file(talk, "summary", talk.plain("library/columns", which="summary").split("|"), rows)


async def _file(talk: Talk, which: str, headers: list[str], rows: list[list[sheets.Cell]]) -> Reply:
    title = talk.plain("library/label", which=which)
    content = await asyncio.to_thread(sheets.write_sheet, title, headers, rows)
    return talk.say("library/file", which=which, count=len(rows), attachment=Attachment(f"{title}.xlsx", content))


async def _list(talk: Talk, search: Search, page: int) -> Reply:
    await forms.open_step(talk, FORM, "words", search=asdict(search))
    found = await library.offers(talk.session, search, page, talk.now)
    return talk.edit("library/offers", found=found, search=search)


def _search(talk: Talk) -> Search:
    return Search(**talk.values.get("search", {})) if talk.form == FORM else Search()


def _facet(talk: Talk, known: tuple[Facet, ...]) -> Facet:
    if not talk.args or talk.args[0] not in known:
        raise Stale
    return Facet(talk.args[0])

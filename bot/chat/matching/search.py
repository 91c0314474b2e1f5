"""/search: text that is typed while the list is open searches all open postings. Taps set and clear filters."""

from dataclasses import asdict, replace
from typing import Any

from bot.chat.door import forms, offer
from bot.chat.door.talk import Replies, Reply, Talk
from bot.domain.errors import Stale
from bot.domain.matching import relaxing
from bot.domain.matching.search import LONGEST, Filters, Part, in_words, is_pasted, read
from bot.domain.paging import paged
from bot.domain.people import Role
from bot.flows.matching import search

FORM = "search"
A_PAGE = 8
"""The most choices on one screen."""
PAYS = ["4000", "5000", "6000", "8000", "10000", "15000"]


async def show(talk: Talk) -> Replies:
    """Show the list under the last search, or search for the words after the command."""
    if talk.args and not talk.callback_id:
        return await _find(talk, " ".join(talk.args))
    return await _list(talk, _filters(talk), talk.page())


async def typed(talk: Talk) -> Replies | None:
    if talk.speaker is None or not talk.speaker.holds(Role.STUDENT):
        raise Stale
    if talk.upload is not None:  # a photo or file contains no words to search for
        await forms.leave(talk)
        return None
    return await _find(talk, talk.text)


async def _find(talk: Talk, words: str) -> Reply:
    if is_pasted(words):
        return await _pasted(talk, words)
    filters = read(words, _filters(talk), talk.settings.home_city)
    return await _list(talk, filters, 0, typed=words.strip()[:LONGEST])


async def drop(talk: Talk) -> Replies:
    """Clear one part of the search. If the button names no part, clear all parts."""
    filters = Filters() if not talk.args else _filters(talk).without(_part(talk))
    return await _list(talk, filters, 0)


async def choose(talk: Talk) -> Replies:
    part = _part(talk)
    shown = paged(_choices(part), talk.page(1), A_PAGE)
    return talk.edit("search/choose", part=part, codes=shown.lines, **shown.turns)


async def put(talk: Talk) -> Replies:
    part, value = _part(talk), talk.args[1] if len(talk.args) > 1 else ""
    if value not in _choices(part):
        raise Stale
    filters = _filters(talk)
    match part:
        case Part.TYPE:
            filters = replace(filters, employer_type=value)
        case Part.CATEGORY:
            filters = replace(filters, category=value)
        case _:
            filters = replace(filters, pay=int(value))
    return await _list(talk, filters, 0)


async def to_human(talk: Talk) -> Replies:
    """Offer to send the typed words to a teacher as a question."""
    words = str(talk.values.get("typed", "")) if talk.form == FORM else ""
    if not words:
        raise Stale
    await forms.close(talk)
    return await offer.ask_or_search(replace(talk, text=words, form="", values={}))


async def begin_with(talk: Talk) -> Replies:
    """Search for the kept text (在岗位里找). If the text is a pasted posting, find that posting."""
    words = offer.held(talk)
    if is_pasted(words):
        return await _pasted(talk, words)
    filters = read(words, Filters(), talk.settings.home_city)
    await forms.close(talk)
    return await _list(replace(talk, form="", values={}), filters, 0, typed=words)


async def _pasted(talk: Talk, text: str) -> Reply:
    """Find the posting that a pasted text describes.

    If the bot has no such posting, offer to send the text as a lead.
    """
    filters = await search.named_in(talk.session, text)
    await forms.close(talk)
    talk = replace(talk, form="", step="", values={})
    if filters is None:
        await offer.hold(talk, text.strip())
        return talk.edit("search/unknown")
    return await _list(talk, filters, 0)


async def past(talk: Talk) -> Replies:
    """List the closed and withdrawn postings under the same search: ``search_past:PAGE``."""
    page = talk.number() if talk.args else 0
    filters = _filters(talk)
    found = await search.find(talk.session, filters, page, talk.now, past=True)
    return talk.edit("search/past", found=found, said=in_words(filters))


def _part(talk: Talk) -> Part:
    try:
        return Part(talk.args[0])
    except (IndexError, ValueError):
        raise Stale from None


def _choices(part: Part) -> list[str]:
    match part:
        case Part.TYPE:
            return relaxing.types()
        case Part.CATEGORY:
            return relaxing.categories()
        case Part.PAY:
            return PAYS
    raise Stale


def _filters(talk: Talk) -> Filters:
    held: dict[str, Any] = talk.values.get("filters", {}) if talk.form == FORM else {}
    values: dict[str, Any] = {key: tuple(each) if isinstance(each, list) else each for key, each in held.items()}
    return Filters(**values)


async def _list(talk: Talk, filters: Filters, page: int, typed: str = "") -> Reply:
    found = await search.find(talk.session, filters, page, talk.now)
    await forms.open_step(talk, FORM, "words", filters=asdict(filters), typed=typed)
    return talk.edit("search/show", found=found, said=in_words(filters), typed=typed)

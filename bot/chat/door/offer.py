"""Keeps the text that a student typed while no form was open. Meanwhile, buttons offer what to do with the text.

The buttons lead to several rooms: ask a teacher (care), search postings (matching), send as a lead (postings).
"""

from bot.chat.door import forms
from bot.chat.door.talk import Replies, Talk
from bot.domain.errors import Stale
from bot.flows.matching import search

FORM = "ask"
STEP = "offer"


async def ask_or_search(talk: Talk) -> Replies:
    """Show the text and the number of postings found for it, with buttons to search, ask a teacher or send a lead."""
    words = talk.text.strip()
    await hold(talk, words)
    found = await search.mentioning(talk.session, words, talk.settings.home_city, talk.now)
    return talk.say("questions/offer", text=words, found=found)


async def hold(talk: Talk, words: str) -> None:
    """Keep ``words`` until a button of the offer is pressed."""
    await forms.open_fresh(talk, FORM, STEP, announcement=None, follows=None, text=words)


def held(talk: Talk) -> str:
    """The kept text. Raises Stale if no text is kept."""
    words = str(talk.values.get("text", "")) if talk.form == FORM else ""
    if not words:
        raise Stale
    return words

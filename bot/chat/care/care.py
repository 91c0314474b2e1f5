"""Whom to call: the Monday list on any day, a student's card, and the result of the call."""

import re
from datetime import timedelta

from bot.chat.door import forms
from bot.chat.door.talk import Replies, Reply, Talk
from bot.chat.register import invite
from bot.domain.care.care import CallOutcome
from bot.domain.errors import Stale
from bot.domain.people import Role
from bot.flows.care import calls, monday

FORM = "call_note"
UNDO_WITHIN = timedelta(days=1)
BACK = re.compile(r"t|c\d{1,10}\.\d{1,4}|m[a-z]{1,8}\.\d{1,10}\.\d{1,4}|q\d{1,10}")
"""Where a card was opened from: today, a page of the list of calls, a page of 我的学生, or a question."""


async def today(talk: Talk) -> Replies:
    """/today of a college and of a counsellor."""
    await forms.close(talk)
    if talk.me.holds(Role.COLLEGE):
        return talk.edit(monday.COLLEGE, college=await monday.college_list(talk.session, talk.me, talk.now))
    return talk.edit(monday.LIST, list=await monday.open_list(talk.session, talk.me, talk.now))


async def listed(talk: Talk) -> Replies:
    """A page of the list: of all the speaker's classes (0) or of one class."""
    await forms.close(talk)
    unit = await monday.class_of(talk.session, talk.number(), talk.me)
    page = talk.page(1)
    return talk.edit(monday.LIST, list=await monday.open_list(talk.session, talk.me, talk.now, unit, page))


def back_of(talk: Talk, place: int = 1) -> str:
    """The word for where the card was opened from. Raises ``Stale`` for an unknown word."""
    word = talk.args[place] if len(talk.args) > place else "t"
    if not BACK.fullmatch(word):
        raise Stale
    return word


def target(word: str) -> str:
    """The button data that leads back there."""
    if word == "t":
        return "today"
    verb = {"c": "care", "m": "mine", "q": "q"}[word[0]]
    return f"{verb}:{word[1:].replace('.', ':')}"


async def card(talk: Talk) -> Replies:
    await forms.close(talk)
    return await show_card(talk, talk.number(), back_of(talk))


async def show_card(talk: Talk, person_id: int, word: str, *, below: bool = False) -> Reply:
    """The student's card, in place of the pressed message or below typed words."""
    seen = await calls.card(talk.session, person_id, talk.me, talk.now)
    fresh = [call for call, _ in seen.calls[:1] if call.at > talk.now - UNDO_WITHIN]
    undo = next((call.id for call in fresh if call.by_person == talk.me.person_id), None)
    show = talk.say if below else talk.edit
    return show("care/card", card=seen, word=word, back=target(word), undo=undo)


async def called(talk: Talk) -> Replies:
    """已通话: note the call with this one tap; words may be added."""
    word = back_of(talk)
    call = await calls.note_call(talk.session, talk.number(), CallOutcome.SPOKE, talk.me, talk.now)
    seen = await calls.card(talk.session, call.person_id, talk.me, talk.now)
    await forms.open_step(talk, FORM, "note", call=call.id, word=word)
    return talk.edit("care/called", name=seen.facts.name, call=call, word=word, back=target(word))


async def not_reached(talk: Talk) -> Replies:
    """没接通: the student stays on the list."""
    word = back_of(talk)
    await calls.note_call(talk.session, talk.number(), CallOutcome.NO_ANSWER, talk.me, talk.now)
    return [talk.toast("care/not_reached"), await show_card(talk, talk.number(), word)]


async def note_typed(talk: Talk) -> Replies:
    call = await calls.write_note(talk.session, int(talk.values["call"]), talk.text, talk.me)
    await forms.close(talk)
    word = str(talk.values["word"])
    return talk.say("care/noted", call=call, word=word, back=target(word))


async def take_back(talk: Talk) -> Replies:
    """撤销: undo the call just noted."""
    await forms.close(talk)
    person_id = await calls.take_back(talk.session, talk.number(), talk.me)
    return [talk.toast("care/taken_back"), await show_card(talk, person_id, back_of(talk))]


async def code(talk: Talk) -> Replies:
    """个人绑定码 for a student without the bot or with a new phone."""
    seen = await calls.card(talk.session, talk.number(), talk.me, talk.now)
    return await invite.for_person(talk, seen.facts.number)

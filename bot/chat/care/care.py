"""The students to call: the list of Monday on any day, a student's card, and the result of a call."""

import re
from datetime import timedelta

from bot.chat.door import forms
from bot.chat.door.talk import Replies, Reply, Talk
from bot.chat.register import invite
from bot.domain.care.care import CallOutcome
from bot.domain.errors import Stale
from bot.domain.people import Role
from bot.flows.care import calls, monday, standing

FORM = "call_note"
UNDO_WITHIN = timedelta(days=1)
BACK = re.compile(r"t|c\d{1,10}\.\d{1,4}|m[a-z]{1,8}\.\d{1,10}\.\d{1,4}|q\d{1,10}")
"""The pattern of the word that names the screen from which a card was opened.

``t`` is /today, ``c7.0`` is page 0 of the students to call in unit 7, and ``q5`` is question 5. ``mcall.7.0`` is page 0
of 我的学生 in unit 7 under the filter ``call``.
"""


async def today(talk: Talk) -> Replies:
    """Show a college or a counsellor the students to call, as their /today."""
    await forms.close(talk)
    if talk.me.holds(Role.COLLEGE):
        return talk.edit(monday.COLLEGE, college=await monday.college_list(talk.session, talk.me, talk.now))
    return talk.edit(monday.LIST, list=await monday.open_list(talk.session, talk.me, talk.now))


async def listed(talk: Talk) -> Replies:
    """Show a page of the students to call in one class, or in all that the speaker counsels if the class id is 0."""
    await forms.close(talk)
    unit = await monday.class_of(talk.session, talk.number(), talk.me)
    page = talk.page(1)
    return talk.edit(monday.LIST, list=await monday.open_list(talk.session, talk.me, talk.now, unit, page))


def back_of(talk: Talk, place: int = 1) -> str:
    """The word that names the screen from which the card was opened. Raises Stale if the word is unknown."""
    word = talk.args[place] if len(talk.args) > place else "t"
    if not BACK.fullmatch(word):
        raise Stale
    return word


def target(word: str) -> str:
    """The button data that leads back to the screen that ``word`` names."""
    if word == "t":
        return "today"
    verb = {"c": "care", "m": "mine", "q": "q"}[word[0]]
    return f"{verb}:{word[1:].replace('.', ':')}"


async def card(talk: Talk) -> Replies:
    await forms.close(talk)
    return await show_card(talk, talk.number(), back_of(talk))


async def show_card(talk: Talk, person_id: int, word: str, *, below: bool = False) -> Reply:
    """Show the student's card.

    If ``below`` is True, the card is a new message. Otherwise it replaces the pressed message.
    """
    seen = await calls.card(talk.session, person_id, talk.me, talk.now)
    fresh = [call for call, _ in seen.calls[:1] if call.at > talk.now - UNDO_WITHIN]
    undo = next((call.id for call in fresh if call.by_person == talk.me.person_id), None)
    show = talk.say if below else talk.edit
    silences = standing.may_silence(seen.student, talk.me)
    return show("care/card", card=seen, word=word, back=target(word), undo=undo, silences=silences)


async def called(talk: Talk) -> Replies:
    """Record a call with the student (已通话). This tap is enough, and a note may be typed afterwards."""
    word = back_of(talk)
    call = await calls.note_call(talk.session, talk.number(), CallOutcome.SPOKE, talk.me, talk.now)
    seen = await calls.card(talk.session, call.person_id, talk.me, talk.now)
    await forms.open_step(talk, FORM, "note", call=call.id, word=word)
    return talk.edit("care/called", name=seen.facts.name, call=call, word=word, back=target(word))


async def not_reached(talk: Talk) -> Replies:
    """Record a call that the student did not answer (没接通). The student stays on the list."""
    word = back_of(talk)
    await calls.note_call(talk.session, talk.number(), CallOutcome.NO_ANSWER, talk.me, talk.now)
    return [talk.toast("care/not_reached"), await show_card(talk, talk.number(), word)]


async def note_typed(talk: Talk) -> Replies:
    call = await calls.write_note(talk.session, int(talk.values["call"]), talk.text, talk.me)
    await forms.close(talk)
    word = str(talk.values["word"])
    return talk.say("care/noted", call=call, word=word, back=target(word))


async def take_back(talk: Talk) -> Replies:
    """Delete the call that was just recorded (撤销)."""
    await forms.close(talk)
    person_id = await calls.take_back(talk.session, talk.number(), talk.me)
    return [talk.toast("care/taken_back"), await show_card(talk, person_id, back_of(talk))]


async def code(talk: Talk) -> Replies:
    """Show a personal binding code (个人绑定码), for a student who has not joined the bot or has a new phone."""
    seen = await calls.card(talk.session, talk.number(), talk.me, talk.now)
    return await invite.for_person(talk, seen.facts.number)

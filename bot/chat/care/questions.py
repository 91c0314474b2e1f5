"""/questions: the questions of students, which staff answer, move up or close."""

from bot.chat.door import forms
from bot.chat.door.talk import Replies, Talk
from bot.domain.care.care import Closing
from bot.domain.errors import Stale
from bot.domain.paging import paged
from bot.domain.people import UnitKind
from bot.flows.care import questions as flow
from bot.store import people

FORM = "q_reply"
A_PAGE = 8
UPWARDS = {"class": UnitKind.CLASS, "college": UnitKind.COLLEGE, "school": UnitKind.SCHOOL}


async def listed(talk: Talk) -> Replies:
    """List the waiting questions, oldest first."""
    await forms.close(talk)
    found = await flow.waiting(talk.session, talk.me, talk.now)
    shown = paged(found, talk.page(), A_PAGE)
    late = await flow.overdue(talk.session, shown.lines, talk.now)
    names = await people.names(talk.session, [each.person.id for each in found])
    who = [names[each.person.id] for each in shown.lines]
    return talk.edit("questions/list", shown=shown.lines, names=who, late=late, **shown.turns)


async def card(talk: Talk) -> Replies:
    await forms.close(talk)
    return _card(talk, await flow.card(talk.session, talk.number(), talk.me))


def _card(talk: Talk, seen: flow.Card) -> Replies:
    return talk.edit("questions/card", card=seen)


async def reply(talk: Talk) -> Replies:
    """Ask for the answer to a question (回复)."""
    seen = await flow.still_open(talk.session, talk.number(), talk.me)
    await forms.open_step(talk, FORM, "text", question=seen.asked.question.id)
    return talk.edit("questions/reply", card=seen, longest=flow.ANSWER_LENGTH)


async def typed(talk: Talk) -> Replies:
    seen = await flow.still_open(talk.session, int(talk.values["question"]), talk.me)
    text = flow.check_answer(talk.text, seen.asked.question)
    await forms.open_step(talk, FORM, "confirm", text=text)
    return talk.say("questions/reply_preview", card=seen, text=text)


async def send(talk: Talk) -> Replies:
    """Send the previewed answer (发送). A second press sends nothing, because the question is already answered."""
    question_id = talk.number()
    if talk.form != FORM or talk.step != "confirm" or talk.values["question"] != question_id:
        await flow.still_open(talk.session, question_id, talk.me)
        raise Stale
    seen = await flow.answer(talk.session, question_id, str(talk.values["text"]), talk.me, talk.now)
    await forms.close(talk)
    return await _replied(talk, seen)


async def move(talk: Talk) -> Replies:
    if len(talk.args) < 2 or talk.args[1] not in UPWARDS:
        raise Stale
    await forms.close(talk)
    return _card(talk, await flow.move(talk.session, talk.number(), UPWARDS[talk.args[1]], talk.me))


async def close(talk: Talk) -> Replies:
    """Ask why the question is closed (关闭). Then close the question and notify the student."""
    if len(talk.args) < 2:
        seen = await flow.still_open(talk.session, talk.number(), talk.me)
        return talk.edit("questions/close", card=seen)
    if talk.args[1] not in set(Closing):
        raise Stale
    seen = await flow.close(talk.session, talk.number(), Closing(talk.args[1]), talk.me, talk.now)
    return await _replied(talk, seen)


async def _replied(talk: Talk, seen: flow.Card) -> Replies:
    """Confirm that the question is done. If the answer cannot reach the student, the teacher has to call."""
    left = len(await flow.waiting(talk.session, talk.me, talk.now))
    reached = await flow.reaches(talk.session, seen.asked.person.id)
    return talk.edit("questions/replied", card=seen, left=left, reached=reached)

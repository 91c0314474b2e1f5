"""Complaints: a student reports a posting (举报), and the office decides in /complaints."""

from bot.chat.door import forms
from bot.chat.door.talk import Replies, Reply, Talk
from bot.domain.errors import NotAllowed, Stale
from bot.domain.paging import paged
from bot.domain.people import Role
from bot.domain.postings.complaint import Reason
from bot.flows.postings import complaints
from bot.store.postings import complaints as rows

FORM = "complain"
ANSWER = "complaint_answer"
ANSWERS = ("verified", "explained", "mended", "unproven")
PAGE = 6


async def begin(talk: Talk) -> Replies:
    """Ask for the reason of the complaint (举报). The reason comes from a button or is typed."""
    delivery = talk.number()
    subject = await complaints.subject(talk.session, delivery, talk.me, talk.now)
    if len(talk.args) > 1:
        return await _chosen(talk, delivery, talk.args[1])
    show = talk.edit if talk.form == FORM else talk.say  # the detail stays readable above the first question
    await forms.close(talk)
    await forms.open_step(talk, FORM, "reason", delivery=delivery)
    return show("complaints/ask", delivery=delivery, subject=subject, reasons=list(Reason))


async def typed(talk: Talk) -> Replies:
    """Read the typed text as a note to the chosen reason. If no reason was chosen, the text is the reason."""
    delivery, reason = int(talk.values["delivery"]), Reason(talk.values.get("reason", Reason.OTHER))
    note = complaints.check_note(talk.text)
    await forms.open_step(talk, FORM, "confirm", reason=reason, note=note)
    subject = await complaints.subject(talk.session, delivery, talk.me, talk.now)
    return talk.say("complaints/confirm", delivery=delivery, subject=subject, reason=reason, note=note)


async def send(talk: Talk) -> Replies:
    if talk.form != FORM or talk.step != "confirm":
        raise Stale
    delivery, reason = int(talk.values["delivery"]), Reason(talk.values["reason"])
    filed = await complaints.file(talk.session, delivery, talk.me, reason, str(talk.values.get("note", "")), talk.now)
    await forms.close(talk)
    return talk.edit("complaints/thanks", complaint=filed)


async def take_back(talk: Talk) -> Replies:
    await complaints.take_back(talk.session, talk.number(), talk.me)
    return talk.edit("complaints/taken_back")


async def listed(talk: Talk) -> Replies:
    """List the open complaints by announcement, overdue ones first."""
    await forms.close(talk)
    found = await complaints.cases(talk.session, talk.now)
    shown = paged(found, talk.page(), PAGE)
    return talk.edit("complaints/list", cases=shown.lines, **shown.turns)


async def show(talk: Talk) -> Replies:
    await forms.close(talk)
    return talk.edit("complaints/card", card=await complaints.card(talk.session, talk.number(), talk.now))


async def names(talk: Talk) -> Replies:
    """List the names and words of the people who reported (看举报人), so that the office can call them back."""
    card = await complaints.card(talk.session, talk.number(), talk.now)
    return talk.edit("complaints/names", card=card, people=await rows.names(talk.session, talk.number()))


async def uphold(talk: Talk) -> Replies:
    """Uphold the complaints (属实). A confirmation comes first, because everyone who reported is notified at once."""
    card = await complaints.card(talk.session, talk.number(), talk.now)
    if len(talk.args) < 3:
        return talk.edit("complaints/ask_uphold", card=card)
    await complaints.decide(talk.session, talk.number(), talk.number(1), talk.me.person_id, talk.now)
    return talk.edit("complaints/decided", card=card, upheld=True, answer="")


async def reject(talk: Talk) -> Replies:
    """Reject the complaints (不属实). The finding of the office comes from a button or is typed."""
    card = await complaints.card(talk.session, talk.number(), talk.now)
    seen = talk.number(1)
    if len(talk.args) > 2:
        if talk.args[2] not in ANSWERS:
            raise Stale
        answer = talk.plain("complaints/answer", code=talk.args[2])
        return await _rejected(talk, talk.number(), seen, answer, edit=True)
    await forms.open_step(talk, ANSWER, "answer", announcement=talk.number(), seen=seen)
    return talk.edit("complaints/ask_answer", card=card, answers=ANSWERS)


async def answer_typed(talk: Talk) -> Replies:
    if not talk.me.holds(Role.OFFICE):
        raise NotAllowed
    return await _rejected(talk, int(talk.values["announcement"]), int(talk.values["seen"]), talk.text, edit=False)


async def _chosen(talk: Talk, delivery: int, code: str) -> Reply:
    """Ask for a note, or show the confirmation, after a reason was pressed.

    The reason 其他 (other) needs a note. For the other reasons, a note is optional.
    """
    if talk.form != FORM or talk.values.get("delivery") != delivery:
        raise Stale
    try:
        reason = Reason(code)
    except ValueError:
        raise Stale from None
    subject = await complaints.subject(talk.session, delivery, talk.me, talk.now)
    step = "note" if reason is Reason.OTHER else "confirm"
    await forms.open_step(talk, FORM, step, reason=reason, note="")
    name = "complaints/ask_note" if reason is Reason.OTHER else "complaints/confirm"
    return talk.edit(name, delivery=delivery, subject=subject, reason=reason, note="")


async def _rejected(talk: Talk, announcement: int, seen: int, answer: str, edit: bool) -> Reply:
    card = await complaints.decide(talk.session, announcement, seen, talk.me.person_id, talk.now, answer)
    await forms.close(talk)
    show = talk.edit if edit else talk.say
    return show("complaints/decided", card=card, upheld=False, answer=answer)

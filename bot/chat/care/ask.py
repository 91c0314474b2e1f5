"""/ask: a student asks a teacher a question in free text and reads the answer."""

from bot.chat.door import forms, offer
from bot.chat.door.talk import Replies, Talk
from bot.domain.care.care import MOST_OPEN, QUESTION_LENGTH, QuestionState
from bot.domain.errors import BadInput, Stale
from bot.flows.care import ask as flow
from bot.store.care import questions
from bot.store.tables import Question

FORM = offer.FORM


async def begin(talk: Talk) -> Replies:
    """Ask for the question, and list the student's earlier questions.

    If the button data contains an announcement id, the new question is about that announcement. A button with any id,
    even 0, is below a message that must stay: a posting, a fraud warning or a notice.
    """
    below = bool(talk.callback_id and talk.args)
    announcement = (talk.number() or None) if below else None
    title = (await flow.about(talk.session, announcement)).title if announcement else ""
    await forms.close(talk)
    mine = await flow.recent(talk.session, talk.me)
    waiting = sum(each.state == QuestionState.OPEN for each in mine)
    if waiting < MOST_OPEN:
        await forms.open_fresh(talk, FORM, "text", announcement=announcement, follows=None)
        if talk.words:  # /ask 三方协议怎么领？
            talk.form, talk.values = FORM, talk.form_change.values
            return await _preview(talk, talk.words, edit=False)
    shown = talk.say if below else talk.edit
    return shown(
        "questions/ask",
        title=title,
        mine=mine,
        full=waiting >= MOST_OPEN,
        most=MOST_OPEN,
        longest=QUESTION_LENGTH,
        answerer=await flow.answerer(talk.session, talk.me.person_id),
    )


async def back(talk: Talk) -> Replies:
    """Ask for a follow-up question to the answer that the student has just read (继续问)."""
    before = await flow.own(talk.session, talk.number(), talk.me)
    if before.state == QuestionState.OPEN:
        raise Stale
    await forms.open_fresh(talk, FORM, "text", announcement=before.announcement_id, follows=before.id)
    return talk.say("questions/ask_back", before=before, longest=QUESTION_LENGTH)


async def kept(talk: Talk) -> Replies:
    """Show the text that ``offer`` kept as the preview of a question (问老师)."""
    return await _preview(talk, offer.held(talk), edit=True)


async def typed(talk: Talk) -> Replies:
    if talk.speaker is None or not talk.speaker.is_student:
        raise Stale
    if talk.upload is not None:
        raise BadInput("这里只能发文字。请把问题写成一段话；照片和文件请当面交给老师。")
    if talk.step == offer.STEP:
        return await offer.ask_or_search(talk)
    return await _preview(talk, talk.text, edit=False)


async def _preview(talk: Talk, text: str, edit: bool) -> Replies:
    plain = await flow.check(talk.session, talk.me.person_id, text)
    await forms.open_step(talk, FORM, "confirm", text=plain)
    title = await questions.title_of(talk.session, talk.values.get("announcement"))
    answerer = await flow.answerer(talk.session, talk.me.person_id)
    show = talk.edit if edit else talk.say
    return show("questions/preview", text=plain, title=title, answerer=answerer)


async def again(talk: Talk) -> Replies:
    """Ask the student to write the same question again (重写)."""
    if talk.form != FORM:
        raise Stale
    await forms.open_step(talk, FORM, "text")
    return talk.edit("questions/again", longest=QUESTION_LENGTH)


async def send(talk: Talk) -> Replies:
    """Send the previewed question (提交)."""
    if talk.form != FORM or talk.step != "confirm":
        raise Stale
    values = talk.values
    question = await flow.ask(
        talk.session,
        talk.me,
        str(values["text"]),
        talk.now,
        announcement_id=values["announcement"],
        follows_id=values["follows"],
    )
    await forms.close(talk)
    answerer = await flow.answerer(talk.session, talk.me.person_id)
    return talk.edit("questions/asked", question=question, answerer=answerer)


async def withdraw(talk: Talk) -> Replies:
    await flow.withdraw(talk.session, talk.number(), talk.me)
    return talk.edit("questions/withdrawn")


async def see(talk: Talk) -> Replies:
    """Show one of the student's own questions with its answer."""
    question: Question = await flow.own(talk.session, talk.number(), talk.me)
    told = await questions.told(talk.session, question.id)
    return talk.edit("questions/seen", question=question, **told)

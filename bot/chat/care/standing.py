"""Pausing all pushes for one student, and the exam weeks of a class."""

from datetime import timedelta

from bot.chat.care import care
from bot.chat.door import forms
from bot.chat.door.talk import Replies, Talk
from bot.clock import SHANGHAI
from bot.domain.care.care import Pause
from bot.domain.errors import Stale
from bot.flows.care import calls, exam_weeks, standing
from bot.store.tables import Person

HALT_FORM = "halt_note"
EXAM_FORM = "exam_day"
WEEKS = {"1w": 1, "2w": 2}


async def halt(talk: Talk) -> Replies:
    """Ask why the student's pushes are paused (暂停推送), then pause them. A note may be typed afterwards."""
    word = care.back_of(talk)
    if len(talk.args) < 3:
        seen = await calls.card(talk.session, talk.number(), talk.me, talk.now)
        return talk.edit("students/halt", card=seen, word=word, back=care.target(word))
    if talk.args[2] not in set(Pause):
        raise Stale
    await standing.pause(talk.session, talk.number(), Pause(talk.args[2]), talk.me, talk.now)
    await forms.open_step(talk, HALT_FORM, "note", person=talk.number(), word=word)
    name = (await talk.session.get_one(Person, talk.number())).name
    return talk.edit("students/halted", name=name, person=talk.number(), word=word, back=care.target(word))


async def halt_noted(talk: Talk) -> Replies:
    person_id, word = int(talk.values["person"]), str(talk.values["word"])
    await standing.write_note(talk.session, person_id, talk.text, talk.me)
    await forms.close(talk)
    return await care.show_card(talk, person_id, word, below=True)


async def resume(talk: Talk) -> Replies:
    """Resume the student's pushes (恢复)."""
    await forms.close(talk)
    await standing.resume(talk.session, talk.number(), talk.me)
    return [talk.toast("students/resumed"), await care.show_card(talk, talk.number(), care.back_of(talk))]


async def exam(talk: Talk) -> Replies:
    """Show, set or end the exam weeks of a class (考试/答辩周).

    Buttons set one or two weeks. The last day may also be typed.
    """
    await forms.close(talk)
    class_id = talk.number()
    what = talk.args[1] if len(talk.args) > 1 else ""
    if what == "off":
        await exam_weeks.end(talk.session, class_id, talk.me)
    elif what in WEEKS:
        until = talk.now.astimezone(SHANGHAI).date() + timedelta(weeks=WEEKS[what])
        await exam_weeks.begin(talk.session, class_id, until, talk.me, talk.now)
    elif what == "day":
        unit = await exam_weeks.of_class(talk.session, class_id, talk.me)
        await forms.open_step(talk, EXAM_FORM, "day", unit=unit.id)
        return talk.edit("students/exam_day", unit=unit)
    elif what:
        raise Stale
    return await _exam(talk, class_id, below=False)


async def exam_typed(talk: Talk) -> Replies:
    class_id = int(talk.values["unit"])
    await exam_weeks.begin(talk.session, class_id, exam_weeks.read_day(talk.text, talk.now), talk.me, talk.now)
    await forms.close(talk)
    return await _exam(talk, class_id, below=True)


async def _exam(talk: Talk, class_id: int, below: bool) -> Replies:
    unit = await exam_weeks.of_class(talk.session, class_id, talk.me)
    who = await talk.session.get(Person, unit.weekly_by) if unit.weekly_by else None
    today = talk.now.astimezone(SHANGHAI).date()
    show = talk.say if below else talk.edit
    running = unit.weekly_until is not None and unit.weekly_until >= today
    return show("students/exam", unit=unit, running=running, who=who.name if who else "")

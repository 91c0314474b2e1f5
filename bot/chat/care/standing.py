"""Pausing the pushes to one student, and the exam weeks of a class."""

from datetime import timedelta

from bot.chat.care import care
from bot.chat.door import forms
from bot.chat.door.talk import Replies, Talk
from bot.clock import SHANGHAI
from bot.domain.care.care import Pause
from bot.domain.errors import Stale
from bot.domain.people import Reach
from bot.flows.care import calls, exam_weeks, standing
from bot.store import people
from bot.store.tables import Person

HALT_FORM = "halt_note"
EXAM_FORM = "exam_day"
WEEKS = {"1w": 1, "2w": 2}


async def halt(talk: Talk) -> Replies:
    """暂停推送: ask why, by button; words may be added. 不再联系 is asked once more."""
    word = care.back_of(talk)
    why = talk.args[2] if len(talk.args) > 2 else ""
    if not why or (why == Pause.SILENT and talk.args[3:] != ("yes",)):
        seen = await calls.card(talk.session, talk.number(), talk.me, talk.now)
        silences = standing.may_silence(seen.student, talk.me)
        return talk.edit("students/silence" if why else "students/halt", card=seen, word=word, silences=silences)
    if why not in set(Pause):
        raise Stale
    student = await standing.pause(talk.session, talk.number(), Pause(why), talk.me, talk.now)
    person = await talk.session.get_one(Person, student.person_id)
    if why == Pause.SILENT:
        await forms.close(talk)
    else:
        await forms.open_step(talk, HALT_FORM, "note", person=person.id, word=word)
    bond = await people.bond_of(talk.session, person.id)
    told = bond is not None and bond.reach == Reach.OPEN
    values = {"name": person.name, "person": person.id, "word": word, "back": care.target(word), "told": told}
    return talk.edit("students/halted", silent=student.silenced, longest=standing.NOTE_LENGTH, **values)


async def halt_noted(talk: Talk) -> Replies:
    person_id, word = int(talk.values["person"]), str(talk.values["word"])
    await standing.write_note(talk.session, person_id, talk.text, talk.me)
    await forms.close(talk)
    return await care.show_card(talk, person_id, word, below=True)


async def resume(talk: Talk) -> Replies:
    """Resume the student's pushes (恢复)."""
    await forms.close(talk)
    await standing.resume(talk.session, talk.number(), talk.me, talk.now)
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

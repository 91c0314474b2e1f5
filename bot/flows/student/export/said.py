"""What a graduate told people: questions, complaints and leads; and the calls to them."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.flows.student.export.lines import Code, Line, code, line
from bot.store import people
from bot.store.student import me
from bot.store.tables import Announcement, Call, Complaint, Lead, Question


async def questions(session: AsyncSession, person_id: int) -> list[Line]:
    found = []
    asked = await me.rows(session, Question, person_id)
    names = await people.names(session, [each.answered_by for each in asked if each.answered_by])
    for each in asked:
        about = await session.get(Announcement, each.announcement_id) if each.announcement_id else None
        state, level = code("question", each.state), code("level", each.level)
        more = Code("follows") if each.follows_id else None
        title = ("about", about.title if about else None)
        found.append(line("questions", Code("asked"), each.text, state, level, more, title, at=each.asked_at))
        if each.answer:
            by = ("by", names.get(each.answered_by or 0))
            found.append(line("questions", Code("answer"), each.answer, by, at=each.answered_at))
    return found


async def complaints(session: AsyncSession, person_id: int) -> list[Line]:
    found = []
    for each in await me.rows(session, Complaint, person_id):
        about = await session.get_one(Announcement, each.announcement_id)
        why, state = code("complaint", each.reason), code("verdict", each.state)
        due = ("due", each.due_at)
        found.append(line("complaints", Code("complained"), about.title, why, each.note, state, due, at=each.at))
        if each.decided_at:
            found.append(line("complaints", Code("decided"), state, each.answer, at=each.decided_at))
    return found


async def leads(session: AsyncSession, person_id: int) -> list[Line]:
    found = []
    for each in await me.rows(session, Lead, person_id):
        photo = Code("photo") if each.photo else None
        answered = (("note", each.reason), ("decided", each.decided_at))
        found.append(line("leads", code("lead", each.state) or "", each.text, photo, *answered, at=each.at))
    return found


async def calls(session: AsyncSession, person_id: int) -> list[Line]:
    """Calls with the caller, the note in words, and the reasons for calling."""
    kept = await me.rows(session, Call, person_id)
    names = await people.names(session, sorted({call.by_person for call in kept}))
    return [
        line(
            "calls",
            code("call", call.outcome) or "",
            ("note", call.note),
            *(code("need", need) for need in call.needs),
            ("by", names.get(call.by_person)),
            at=call.at,
        )
        for call in kept
    ]

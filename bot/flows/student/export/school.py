"""The school's own facts about a person: the roster, a pause, their roles, and their bonds to Telegram."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import degree, majors
from bot.domain.people import Standing
from bot.flows.student.export.lines import Code, Line, code, line, yes
from bot.store import people
from bot.store.people import Speaker
from bot.store.student import me
from bot.store.tables import Bond, Erasure, Handover, Invite, Membership, Student


async def roster(session: AsyncSession, by: Speaker, student: Student | None) -> list[Line]:
    facts = {"number": by.number, "name": by.name}
    if student is not None:
        facts |= {
            "unit": await people.unit_path(session, student.class_id),
            "major": student.major_name,
            "majors": "、".join(majors.name(each) for each in student.majors),
            "degree": degree.label(degree.Degree(student.degree)),
            "cohort": str(student.cohort),
            "origin": student.origin,
            "counted": yes(student.counted),
            "first": yes(student.lifted),
        }
    return [line("roster", Code(key), value) for key, value in facts.items()]


async def pause(session: AsyncSession, person_id: int) -> list[Line]:
    """Whether the student is served, and why not: the reason, the note and the author of a pause."""
    student = await session.get(Student, person_id)
    if student is None:
        return []
    if student.standing != Standing.PAUSED or student.standing_note is None:
        return [line("pause", Code("standing"), code("standing", student.standing))]
    note = student.standing_note
    names = await people.names(session, [note["by"]])
    reason, by = code("pause", note["why"]), ("by", names.get(note["by"]))
    parts = (code("standing", student.standing), reason, ("note", note["note"]), by)
    return [line("pause", Code("standing"), *parts, at=datetime.fromisoformat(note["at"]))]


async def erasures(session: AsyncSession, person_id: int) -> list[Line]:
    """The deletions that the person asked for before."""
    kept = await me.rows(session, Erasure, person_id)
    names = await people.names(session, [each.by_person for each in kept if each.by_person])
    return [line("roster", Code("erased"), ("by", names.get(each.by_person or 0)), at=each.at) for each in kept]


async def roles(session: AsyncSession, person_id: int) -> list[Line]:
    found = []
    for seat in await me.rows(session, Membership, person_id):
        where = await people.unit_path(session, seat.unit_id)
        parts = (where, Code("substitute") if seat.substitute else None, ("until", seat.until))
        found.append(line("roles", code("role", seat.role) or "", *parts, at=seat.since))
    for column, item in (("from_person", "offered"), ("to_person", "was_offered")):
        for offer in await me.rows(session, Handover, person_id, column):
            where, state = await people.unit_path(session, offer.unit_id), code("handover", offer.state)
            found.append(line("roles", Code(item), where, state, ("decided", offer.decided_at), at=offer.offered_at))
    return found


async def bonds(session: AsyncSession, person_id: int) -> list[Line]:
    """The Telegram accounts of the person, the codes made for them, and failed attempts from these accounts."""
    kept = await me.rows(session, Bond, person_id)
    found = [
        line(
            "bonds",
            code("bond", bond.state) or "",
            str(bond.telegram_id),
            code("trust", bond.trust),
            code("reach", bond.reach),
            ("consented", bond.consented_at),
            ("overseas", bond.overseas_consented_at),
            ("ended", bond.ended_at),
            at=bond.bound_at,
        )
        for bond in kept
    ]
    for invite in await me.rows(session, Invite, person_id):
        found.append(line("bonds", Code("invite"), ("expires", invite.expires_at), at=invite.created_at))
    failed = await me.tries(session, [bond.telegram_id for bond in kept])
    return found + [line("bonds", Code("failed"), at=each.at) for each in failed]

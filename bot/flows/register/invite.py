"""Codes that let a class or one person in. The code itself is shown once and kept nowhere."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed, UnknownClass, UnknownNumber
from bot.domain.people import Role, UnitKind
from bot.domain.register.invite_code import ALPHABET, LENGTH, digest, grouped
from bot.flows import scope
from bot.store import people
from bot.store.people import Speaker
from bot.store.register import invites, roster
from bot.store.tables import Invite, Student, Unit

CLASS_HOURS = 7 * 24
PERSON_HOURS = 24
SPARE_USES = 10
"""A class code may be used by everyone of the class, and by some a second time (a new telephone)."""


@dataclass(frozen=True)
class Code:
    """A fresh code, whom it is for, and how long it lasts. Stored is only its hash."""

    code: str
    whose: str
    expires_at: datetime
    uses: int

    @property
    def typed(self) -> str:
        return grouped(self.code)

    def link(self, bot_username: str) -> str | None:
        """What opens the bot with the code; None while the bot's name is not known."""
        return f"https://t.me/{bot_username}?start={self.code}" if bot_username else None


async def for_class(
    session: AsyncSession, class_id: int, now: datetime, *, hours: int = CLASS_HOURS, uses: int | None = None
) -> Code:
    """A code for the students of a class."""
    unit = await session.get_one(Unit, class_id)
    students, _ = await people.count_students(session, unit)
    whose = await people.unit_path(session, class_id)
    return await _issue(session, whose, now, hours, uses or students + SPARE_USES, unit_id=class_id)


async def for_person(
    session: AsyncSession,
    number: str,
    now: datetime,
    *,
    by: Speaker | None = None,
    hours: int = PERSON_HOURS,
    uses: int = 1,
) -> Code:
    """A code for one person, which also moves a bond to a new telephone; ends the codes he had before.

    ``by`` None is whoever sits at the server. Raises UnknownNumber, NotAllowed (outside one's classes, or staff:
    those only the office lets in).
    """
    person = await people.by_number(session, number)
    if person is None:
        raise UnknownNumber(number[:20])
    if by is not None:
        await _may_invite(session, person.id, by)
    await invites.end_personal(session, person.id)
    return await _issue(session, person.name, now, hours, uses, person_id=person.id)


async def _may_invite(session: AsyncSession, person_id: int, by: Speaker) -> None:
    if by.holds(Role.OFFICE):
        return
    student = await session.get(Student, person_id)
    seats = await people.seats(session, person_id)
    if student is None or any(seat.role not in (Role.STUDENT, Role.CADRE) for seat in seats):
        raise NotAllowed
    await scope.chosen(session, student.class_id, by)


async def _issue(session: AsyncSession, whose: str, now: datetime, hours: int, uses: int, **door: int) -> Code:
    """A code for ``unit_id`` or ``person_id``, as ``door`` names one."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    invite = Invite(
        code_hash=digest(code), expires_at=now + timedelta(hours=hours), uses_left=uses, created_at=now, **door
    )
    session.add(invite)
    await session.flush()
    return Code(code, whose, invite.expires_at, uses)


async def class_named(session: AsyncSession, name: str) -> int:
    """The class called 土木2301 or 土木学院/土木2301. Raises UnknownClass, also where two share the name."""
    college, _, leaf = name.rpartition("/")
    places = await roster.former_places(session) | await roster.places(session)
    found = [unit for (parent, own), unit in places.items() if own and own == leaf and college in ("", parent)]
    if len(found) != 1:
        raise UnknownClass(name, several=len(found) > 1)
    return found[0]


async def offered(session: AsyncSession, by: Speaker, college_id: int | None = None) -> list[Unit]:
    """The classes and colleges from which a speaker may choose; of one college its classes."""
    if college_id is not None:
        college = await scope.chosen(session, college_id, by)
        return await people.children(session, college.id)
    units = await scope.choices(session, by)
    kinds = (UnitKind.COLLEGE,) if by.holds(Role.OFFICE) else (UnitKind.CLASS,)
    return [unit for unit in units if unit.kind in kinds]

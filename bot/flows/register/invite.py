"""Invite codes for a class or for one person. A code is shown once, and only its hash is stored."""

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
"""A class code has one use per student of the class, and ``SPARE_USES`` more for students who change their
telephone."""


@dataclass(frozen=True)
class Code:
    """A fresh code. ``whose`` is the path of its class or the person's name. ``uses`` is how often it can be used."""

    code: str
    whose: str
    expires_at: datetime
    uses: int

    @property
    def typed(self) -> str:
        return grouped(self.code)

    def link(self, bot_username: str) -> str | None:
        """Return the link that opens the bot with the code. Returns None if the bot's name is empty."""
        return f"https://t.me/{bot_username}?start={self.code}" if bot_username else None


async def for_class(
    session: AsyncSession, class_id: int, now: datetime, *, hours: int = CLASS_HOURS, uses: int | None = None
) -> Code:
    """Create a code for the students of a class.

    If ``uses`` is None, it has one use per student plus ``SPARE_USES``.
    """
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
    """Create a code for one person. It also moves their bond to a new telephone. Their earlier codes end.

    If ``by`` is None, the command line asks. Raises UnknownNumber. Raises NotAllowed if the student is outside the
    speaker's classes, or if the person is staff and the speaker is not the office.
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
    """Create a code. ``door`` is the invite's ``unit_id`` or its ``person_id``."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    invite = Invite(
        code_hash=digest(code), expires_at=now + timedelta(hours=hours), uses_left=uses, created_at=now, **door
    )
    session.add(invite)
    await session.flush()
    return Code(code, whose, invite.expires_at, uses)


async def class_named(session: AsyncSession, name: str) -> int:
    """Return the id of the class called 土木2301 or 土木学院/土木2301. The name may be the current or a former one.

    Raises UnknownClass if there is no such class, or more than one.
    """
    college, _, leaf = name.rpartition("/")
    places = await roster.former_places(session) | await roster.places(session)
    found = [unit for (parent, own), unit in places.items() if own and own == leaf and college in ("", parent)]
    if len(found) != 1:
        raise UnknownClass(name, several=len(found) > 1)
    return found[0]


async def offered(session: AsyncSession, by: Speaker, college_id: int | None = None) -> list[Unit]:
    """Return the units from which the speaker chooses a class.

    For the office they are the colleges, for others their own classes. If ``college_id`` is given, they are its
    classes. Raises NotFound, and NotAllowed if the speaker is not responsible for the college.
    """
    if college_id is not None:
        college = await scope.chosen(session, college_id, by)
        return await people.children(session, college.id)
    units = await scope.choices(session, by)
    kinds = (UnitKind.COLLEGE,) if by.holds(Role.OFFICE) else (UnitKind.CLASS,)
    return [unit for unit in units if unit.kind in kinds]

"""Delete early what is kept about one graduate who asks for it (个人信息保护法 47), as the yearly deletion does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import AlreadyDone, NotFound
from bot.flows.register import join
from bot.store import inbox, people
from bot.store.delivery import forgetting
from bot.store.office import clearing
from bot.store.tables import Erasure, Person, Student

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
MOST_FOUND = 8


@dataclass(frozen=True)
class Subject:
    """A graduate whose data may be deleted. ``before`` is the last deletion that they asked for."""

    person: Person
    student: Student
    place: str
    before: Erasure | None
    by: str
    """The name of the person who carried out ``before``; empty if that happened at the terminal."""


@dataclass(frozen=True)
class Erased:
    """``telegram_id`` is the account that may be told; None if the graduate was not bound."""

    subject: Subject
    telegram_id: int | None
    counts: Mapping[str, int]

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


async def find(session: AsyncSession, words: str) -> Sequence[Subject]:
    """The graduates with this 学号, else those with this name, at most ``MOST_FOUND``. Raises NotFound."""
    found = await clearing.called(session, words.strip(), MOST_FOUND)
    if not found:
        raise NotFound("student")
    return [await subject(session, person_id) for person_id in found]


async def subject(session: AsyncSession, person_id: int) -> Subject:
    """Raises NotFound if the person is no graduate."""
    student = await session.get(Student, person_id)
    if student is None:
        raise NotFound("student")
    person, place = await session.get_one(Person, person_id), await people.unit_path(session, student.class_id)
    before = await clearing.last_erasure(session, person_id)
    by = await session.get_one(Person, before.by_person) if before is not None and before.by_person else None
    return Subject(person, student, place, before, by.name if by else "")


async def erase(session: AsyncSession, person_id: int, by: int | None, now: datetime) -> Erased:
    """Delete everything about the graduate that the yearly deletion would, and their bond. They stay on the roster.

    Raises NotFound, and AlreadyDone if there is nothing to delete.
    """
    await session.get(Student, person_id, with_for_update=True)
    of = await subject(session, person_id)
    bond, standing = await people.bond_of(session, person_id), of.student.standing
    if bond is not None:
        await join.leave(session, bond.telegram_id, now)
        await inbox.forget_person(session, bond.telegram_id)
        await session.flush()
    counts = {table: count for table, count in (await clearing.forget(session, [person_id])).items() if count}
    of.student.standing = standing  # a graduate of this year still belongs to the class, which tells them
    if not counts:
        raise AlreadyDone("erased")
    await forgetting.forget_pushes(session, now, LONG_AGO)
    session.add(Erasure(person_id=person_id, by_person=by, counts=counts, at=now))
    await session.flush()
    return Erased(of, bond.telegram_id if bond else None, counts)

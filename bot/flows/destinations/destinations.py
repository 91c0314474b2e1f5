"""毕业去向: the graduate files it, the college audits it, and the graduate confirms it.

A record counts only after the graduate has confirmed it (四不准).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.push import PushKind
from bot.domain.destinations import destination as rules
from bot.domain.destinations.destination import Code, DestinationState
from bot.domain.errors import FilingNeedsConfirmation, NotAllowed, NotFound, Stale
from bot.domain.people import Role, Trust
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store.destinations import destinations
from bot.store.people import Speaker
from bot.store.tables import Destination, DestinationEvent, Evidence, Person, Student


@dataclass(frozen=True)
class Card:
    """A destination record with its code, its graduate and the id of their college."""

    record: Destination
    code: Code
    person: Person
    college_id: int


async def mine(session: AsyncSession, by: Speaker) -> Card | None:
    """The speaker's own current record; None if they have none.

    Raises FilingNeedsConfirmation if the speaker joined with a class code and was not confirmed yet.
    """
    if by.trust != Trust.PERSONAL:
        raise FilingNeedsConfirmation
    record = await destinations.current(session, by.person_id)
    return await card_of(session, record) if record else None


async def withdraw(session: AsyncSession, by: Speaker, now: datetime) -> Card:
    """Withdraw the filed record to edit it (撤回修改).

    Raises NotFound if there is no record, Stale if the college has decided on it, and FilingNeedsConfirmation.
    """
    card = await mine(session, by)
    if card is None:
        raise NotFound("destination")
    return await _move(session, card.record, Move(DestinationState.DRAFT, Role.STUDENT), by, now)


async def confirm(session: AsyncSession, destination_id: int, by: Speaker, now: datetime) -> Card:
    """Record that the student confirms the approved record. From now on the record counts.

    Raises Stale, NotAllowed, FilingNeedsConfirmation.
    """
    record = await _own(session, destination_id, by)
    card = await _move(session, record, Move(DestinationState.CONFIRMED, Role.STUDENT), by, now)
    student = await session.get_one(Student, by.person_id)
    student.settled = card.code.settled
    return card


async def contest(session: AsyncSession, destination_id: int, by: Speaker, reason: str, now: datetime) -> Card:
    """Contest the approved or confirmed record (有误). The office gets it with the student's reason.

    The college does not get it. Raises Stale, NotAllowed, FilingNeedsConfirmation.
    """
    record = await _own(session, destination_id, by)
    card = await _move(session, record, Move(DestinationState.CONTESTED, Role.STUDENT, reason), by, now)
    student = await session.get_one(Student, by.person_id)
    student.settled = False
    return card


async def next_waiting(session: AsyncSession, by: Speaker) -> tuple[Card | None, int]:
    """(the oldest record that waits for this auditor, the number of records that wait for them).

    A college gets the records that its own graduates filed. The office gets contested records first, because only the
    office may decide on them. Then it gets the filed records of all colleges.
    """
    office = by.holds(Role.OFFICE)
    colleges = None if office else by.units(Role.COLLEGE)
    states = (DestinationState.CONTESTED, DestinationState.FILED) if office else (DestinationState.FILED,)
    count = 0
    found = None
    for state in states:
        count += await destinations.count(session, state, colleges)
        found = found or await destinations.oldest(session, state, colleges)
    return (await card_of(session, found) if found else None), count


async def audit(
    session: AsyncSession,
    destination_id: int,
    version: int,
    by: Speaker,
    now: datetime,
    returned_because: str | None = None,
) -> Card:
    """Approve the record (通过), or return it with ``returned_because`` (退回), and notify the student.

    Raises Stale if the record is not at ``version`` any more, and NotAllowed if the graduate belongs to another
    college.
    """
    card = await seen_by_auditor(session, destination_id, version, by)
    role = Role.OFFICE if by.holds(Role.OFFICE) else Role.COLLEGE
    approve, reason = returned_because is None, returned_because or ""
    after = DestinationState.APPROVED if approve else DestinationState.RETURNED
    card = await _move(session, card.record, Move(after, role, reason), by, now)
    notice = Notice(
        PushKind.RECORD,
        "destination/approved" if approve else "destination/returned",
        key=f"destination:{destination_id}:{card.record.version}:{after}:{now:%Y%m%d%H%M%S}",
        values={"destination": destination_id, "code": card.code.name, "reason": reason},
    )
    await pushing.to_people(session, notice, [card.record.person_id], now)
    return card


async def seen_by_auditor(session: AsyncSession, destination_id: int, version: int | None, by: Speaker) -> Card:
    """The card of a record that the speaker may audit, with its row locked.

    If ``version`` is None, the version is not checked. Raises NotAllowed if the graduate belongs to another college.
    Raises Stale if the record was replaced or is not at ``version``.
    """
    record = await session.get(Destination, destination_id, with_for_update=True)
    if record is None or record.superseded_at is not None:
        raise Stale
    card = await card_of(session, record)
    if not by.holds(Role.OFFICE) and card.college_id not in by.units(Role.COLLEGE):
        raise NotAllowed
    if version is not None and record.version != version:
        raise Stale
    return card


async def papers(session: AsyncSession, destination_id: int) -> list[Evidence]:
    """The evidence of a record, the newest first."""
    return await destinations.evidence_of(session, destination_id)


async def _own(session: AsyncSession, destination_id: int, by: Speaker) -> Destination:
    record = await session.get(Destination, destination_id, with_for_update=True)
    if record is None or record.superseded_at is not None:
        raise Stale
    if record.person_id != by.person_id:
        raise NotAllowed
    if by.trust != Trust.PERSONAL:
        raise FilingNeedsConfirmation
    return record


@dataclass(frozen=True)
class Move:
    """The next state of a record, the role of the person who changes it, and their reason."""

    after: DestinationState
    role: Role
    reason: str = ""


async def _move(session: AsyncSession, record: Destination, move: Move, by: Speaker, now: datetime) -> Card:
    if not rules.may_move(record.state, move.after, move.role):
        raise Stale
    record.state = rules.move(record.state, move.after, move.role)
    record.reason, record.changed_at = move.reason, now
    log(session, record, by, now)
    await session.flush()
    return await card_of(session, record)


def log(session: AsyncSession, record: Destination, by: Speaker, now: datetime) -> None:
    """Log an event with a copy of this version of the record, the person, the time and the reason."""
    session.add(
        DestinationEvent(
            destination_id=record.id,
            version=record.version,
            state=record.state,
            by_person=by.person_id,
            at=now,
            reason=record.reason,
            snapshot={"code": record.code, "fields": record.fields, "region": record.region},
        )
    )


async def card_of(session: AsyncSession, record: Destination) -> Card:
    person = await session.get_one(Person, record.person_id)
    student = await session.get_one(Student, record.person_id)
    return Card(record, rules.code_of(record.code), person, student.college_id)

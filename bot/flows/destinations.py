"""毕业去向: a graduate files, the college audits, the graduate confirms. Nothing counts before that (四不准)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain import destination as rules
from bot.domain import region
from bot.domain.destination import Code, DestinationState, Problem
from bot.domain.errors import BadEvidence, FilingNeedsConfirmation, NotAllowed, NotFound, Stale
from bot.domain.people import Role, Trust
from bot.domain.push import PushKind
from bot.flows import pushing
from bot.store import destinations
from bot.store.people import Speaker
from bot.store.tables import Destination, DestinationEvent, Evidence, Person, Student

LARGEST_EVIDENCE = 5 * 1024 * 1024
KINDS = {b"\xff\xd8\xff": "photo", b"\x89PNG": "photo", b"%PDF": "pdf"}


@dataclass(frozen=True)
class Paper:
    """What a graduate sends to show it."""

    filename: str
    content: bytes
    words: str = ""
    """Caption and file name: what the paper says of itself."""

    @property
    def is_photo(self) -> bool:
        return not self.content.startswith(b"%PDF")


@dataclass(frozen=True)
class Card:
    """A record with whose it is."""

    record: Destination
    code: Code
    person: Person
    college_id: int


async def mine(session: AsyncSession, by: Speaker) -> Card | None:
    """The speaker's own record. Raises FilingNeedsConfirmation where a class code was all that proved who he is."""
    if by.trust != Trust.PERSONAL:
        raise FilingNeedsConfirmation
    record = await destinations.current(session, by.person_id)
    return await _card(session, record) if record else None


def problem_with(code: str, key: str, text: str, now: datetime) -> Problem | None:
    """What is wrong with one answer, or None."""
    found = rules.check_fields(code, {key: text}, now.astimezone(SHANGHAI).date())
    return next((problem for problem in found if problem.key == key), None)


def check_paper(code: str, paper: Paper) -> None:
    """Raises BadEvidence for a kind, size or content that proves nothing."""
    if not any(paper.content.startswith(head) for head in KINDS):
        raise BadEvidence("kind")
    if len(paper.content) > LARGEST_EVIDENCE:
        raise BadEvidence("size")
    word = rules.internship_paper(code, f"{paper.words} {paper.filename}")
    if word is not None:
        raise BadEvidence("internship")


async def file(
    session: AsyncSession, by: Speaker, code: str, fields: Mapping[str, str], paper: Paper | None, now: datetime
) -> Card:
    """File a record, or file the returned one again; one that was confirmed stays in the past as it was."""
    if by.trust != Trust.PERSONAL or not by.is_student:
        raise FilingNeedsConfirmation
    destination = rules.code_of(code)
    if rules.check_fields(code, fields, now.astimezone(SHANGHAI).date()):
        raise Stale
    if destination.settled and paper is None:
        raise BadEvidence("missing")
    if paper is not None:
        check_paper(code, paper)
    record = await _record(session, by, code, now)
    record.fields, record.region = dict(fields), _region(fields)
    await session.flush()
    if paper is not None:
        digest = hashlib.sha256(paper.content).hexdigest()
        session.add(
            Evidence(
                destination_id=record.id,
                filename=paper.filename[-80:],
                sha256=digest,
                content=paper.content,
                added_at=now,
            )
        )
    _log(session, record, by, now)
    return await _card(session, record)


async def _record(session: AsyncSession, by: Speaker, code: str, now: datetime) -> Destination:
    """The row to file into: the returned or withdrawn one again, else a new one in its place."""
    old = await destinations.current(session, by.person_id)
    if old is not None and old.state in (DestinationState.RETURNED, DestinationState.DRAFT):
        old.state = rules.move(old.state, DestinationState.FILED, Role.STUDENT)
        old.code, old.version, old.changed_at, old.reason = code, old.version + 1, now, ""
        return old
    if old is not None:
        if old.state == DestinationState.FILED:
            raise Stale
        old.superseded_at = now
        await session.flush()
        student = await session.get_one(Student, by.person_id)
        student.settled = False
    record = Destination(
        person_id=by.person_id, code=code, state=DestinationState.FILED, created_at=now, changed_at=now
    )
    session.add(record)
    return record


def _region(fields: Mapping[str, str]) -> str | None:
    """Six digits of where the work is, as far as it is certain."""
    found = region.parse_region(fields.get("place", ""))
    return found.codes[0] if found.codes and not found.ambiguous else None


async def withdraw(session: AsyncSession, by: Speaker, now: datetime) -> Card:
    """撤回修改, while the college has not looked at it."""
    record = await destinations.current(session, by.person_id)
    if record is None:
        raise NotFound("已提交的去向")
    return await _move(session, record, DestinationState.DRAFT, Role.STUDENT, by, now)


async def confirm(session: AsyncSession, destination_id: int, by: Speaker, now: datetime) -> Card:
    """The student confirms the final record: from now on it counts."""
    record = await _own(session, destination_id, by)
    card = await _move(session, record, DestinationState.CONFIRMED, Role.STUDENT, by, now)
    student = await session.get_one(Student, by.person_id)
    student.settled = card.code.settled
    return card


async def contest(session: AsyncSession, destination_id: int, by: Speaker, reason: str, now: datetime) -> Card:
    """有误: the record goes past the college to the office, with the student's words."""
    record = await _own(session, destination_id, by)
    student = await session.get_one(Student, by.person_id)
    student.settled = False
    return await _move(session, record, DestinationState.CONTESTED, Role.STUDENT, by, now, reason)


async def next_waiting(session: AsyncSession, by: Speaker) -> tuple[Card | None, int]:
    """The oldest record that waits for this auditor, and how many wait."""
    colleges = None if by.holds(Role.OFFICE) else list(by.units(Role.COLLEGE))
    found = await destinations.waiting(session, colleges)
    count = await destinations.count_waiting(session, colleges)
    return (await _card(session, found[0]) if found else None), count


async def audit(
    session: AsyncSession,
    destination_id: int,
    version: int,
    approve: bool,
    by: Speaker,
    now: datetime,
    reason: str = "",
) -> Card:
    """通过 or 退回 with a reason, of what the auditor saw (its version). The student hears of it."""
    card = await seen_by_auditor(session, destination_id, version, by)
    role = Role.OFFICE if by.holds(Role.OFFICE) else Role.COLLEGE
    after = DestinationState.APPROVED if approve else DestinationState.RETURNED
    card = await _move(session, card.record, after, role, by, now, reason)
    await pushing.to_people(
        session,
        PushKind.RECORD,
        "destination/approved" if approve else "destination/returned",
        [card.record.person_id],
        now,
        key=f"destination:{destination_id}:{card.record.version}:{after}:{now:%Y%m%d%H%M%S}",
        values={"destination": destination_id, "code": card.code.name, "reason": reason},
    )
    return card


async def seen_by_auditor(session: AsyncSession, destination_id: int, version: int | None, by: Speaker) -> Card:
    """The card, if the speaker may audit it and it is still what he saw. Raises NotAllowed, Stale."""
    record = await session.get(Destination, destination_id, with_for_update=True)
    if record is None or record.superseded_at is not None:
        raise Stale
    card = await _card(session, record)
    if not by.holds(Role.OFFICE) and card.college_id not in by.units(Role.COLLEGE):
        raise NotAllowed
    if version is not None and record.version != version:
        raise Stale
    return card


async def papers(session: AsyncSession, destination_id: int) -> list[Evidence]:
    """The newest evidence first."""
    return await destinations.evidence_of(session, destination_id)


async def _own(session: AsyncSession, destination_id: int, by: Speaker) -> Destination:
    record = await session.get(Destination, destination_id, with_for_update=True)
    if record is None or record.superseded_at is not None:
        raise Stale
    if record.person_id != by.person_id:
        raise NotAllowed
    return record


async def _move(
    session: AsyncSession,
    record: Destination,
    after: DestinationState,
    role: Role,
    by: Speaker,
    now: datetime,
    reason: str = "",
) -> Card:
    if not rules.may_move(record.state, after, role):
        raise Stale
    record.state = rules.move(record.state, after, role)
    record.reason, record.changed_at = reason, now
    _log(session, record, by, now)
    await session.flush()
    return await _card(session, record)


def _log(session: AsyncSession, record: Destination, by: Speaker, now: datetime) -> None:
    """Every version is kept, with who, when and why."""
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


async def _card(session: AsyncSession, record: Destination) -> Card:
    person = await session.get_one(Person, record.person_id)
    student = await session.get_one(Student, record.person_id)
    return Card(record, rules.code_of(record.code), person, student.college_id)

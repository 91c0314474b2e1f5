"""File a 毕业去向: check the answers and the evidence, then write the record."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain import region
from bot.domain.destinations import destination as rules
from bot.domain.destinations.destination import DestinationState, Fault, Problem
from bot.domain.errors import BadEvidence, FilingNeedsConfirmation, Stale
from bot.domain.people import Role, Trust
from bot.flows.destinations.destinations import Card, card_of, log
from bot.reference import rows
from bot.store.destinations import destinations
from bot.store.people import Speaker
from bot.store.tables import Destination, Evidence, Student

LARGEST_EVIDENCE = 5 * 1024 * 1024
HEADS = (b"\xff\xd8\xff", b"\x89PNG", b"%PDF")
"""The first bytes of a JPEG, a PNG and a PDF. They are checked because a file name can be wrong."""
STARTUPS = ("A 创立公司", "B 在孵化机构未注册", "C 电子商务")
MENDABLE = (DestinationState.RETURNED, DestinationState.DRAFT)
"""When the graduate files again, a record in one of these states is edited and not replaced."""


@dataclass(frozen=True)
class Paper:
    """A file that a graduate sends as evidence."""

    filename: str
    content: bytes
    words: str = ""
    """The caption of the file. It is checked together with the file name."""


def problems(code: str, fields: Mapping[str, str], now: datetime) -> tuple[Problem, ...]:
    """The problems of the answers so far, in the order of the questions; empty if the answers can be filed.

    ``fields`` maps the key of each field to the answer. The place must be unambiguous because it decides 留省. For
    example, 朝阳区 alone is asked again, because several cities have a district of this name.
    """
    found = rules.check_fields(code, fields, now.astimezone(SHANGHAI).date())
    place = fields.get("place", "").strip()
    if place and place_of(fields) is None and all(problem.key != "place" for problem in found):
        found = (*found, Problem("place", Fault.BAD_PLACE))
    keys = [field.key for field in rules.code_of(code).fields]
    return tuple(sorted((each for each in found if each.key in keys), key=lambda each: keys.index(each.key)))


def place_of(fields: Mapping[str, str]) -> str | None:
    """The six-digit code of the place of work, for example ``220104``; None if the place is missing or ambiguous."""
    found = region.parse_region(fields.get("place", ""))
    return found.codes[0] if found.codes and not found.ambiguous else None


def choices(key: str) -> list[str]:
    """The answers that are offered as buttons, in the words of the reference tables; empty for a typed field."""
    match key:
        case "employer_type":
            return [row["name"] for row in rows("employer_types") if row["scheme"] == "current"]
        case "industry":
            return [row["name"] for row in rows("industries")]
        case "position":
            return [row["name"] for row in rows("position_types")]
        case "startup_kind":
            return list(STARTUPS)
        case _:
            return []


def check_paper(code: str, paper: Paper) -> None:
    """Check a file that a graduate sent as evidence.

    Raises BadEvidence if the file has a wrong type, is too large, or is about an internship.
    """
    if not paper.content.startswith(HEADS):
        raise BadEvidence("kind")
    if len(paper.content) > LARGEST_EVIDENCE:
        raise BadEvidence("size")
    word = rules.internship_paper(code, f"{paper.words} {paper.filename}")
    if word is not None:
        raise BadEvidence("internship")


async def file(
    session: AsyncSession, by: Speaker, code: str, fields: Mapping[str, str], paper: Paper | None, now: datetime
) -> Card:
    """File a new record, or file a returned or withdrawn record again. A new record supersedes the current record.

    Raises FilingNeedsConfirmation, BadEvidence, and Stale if the answers have problems or a filed record already waits
    for the audit.
    """
    if by.trust != Trust.PERSONAL or not by.is_student:
        raise FilingNeedsConfirmation
    if problems(code, fields, now):
        raise Stale
    if paper is not None:
        check_paper(code, paper)
    elif rules.code_of(code).settled and not await has_paper(session, by, code):
        raise BadEvidence("missing")
    record = await _record(session, by, code, now)
    record.fields, record.region = dict(fields), place_of(fields)
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
    log(session, record, by, now)
    return await card_of(session, record)


async def has_paper(session: AsyncSession, by: Speaker, code: str) -> bool:
    """Whether the returned or withdrawn record already has evidence, and its code is ``code``."""
    old = await destinations.current(session, by.person_id)
    if old is None or old.state not in MENDABLE or old.code != code:
        return False
    return bool(await destinations.evidence_of(session, old.id))


async def _record(session: AsyncSession, by: Speaker, code: str, now: datetime) -> Destination:
    """The row to write: the returned or withdrawn row, else a new row that supersedes the current row."""
    old = await destinations.current(session, by.person_id)
    if old is not None and old.state in MENDABLE:
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

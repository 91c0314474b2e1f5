"""举报: readers report an announcement, and the office decides once on all reports of it.

Each reader gets an answer.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import worktime
from bot.domain.delivery.push import PushKind
from bot.domain.employer import only_facts
from bot.domain.errors import AlreadyDone, BadInput, NotAllowed, NotFound, Stale
from bot.domain.people import Role
from bot.domain.postings.announcement import ComplaintState
from bot.domain.postings.complaint import ALARM_AT, DUE_DAYS, FRAUDULENT, Reason
from bot.flows.delivery import pushing
from bot.flows.delivery.opened import opened
from bot.flows.delivery.pushing import Notice
from bot.store import choices, people
from bot.store.people import Speaker
from bot.store.postings import complaints, postings
from bot.store.postings.postings import Whole
from bot.store.tables import Announcement, Complaint, Employer, Push

LONGEST = 200
"""The most characters of a reader's note or of the office's answer."""


@dataclass(frozen=True)
class Subject:
    """The announcement that a reader is about to report."""

    announcement: Announcement
    employer: Employer


@dataclass(frozen=True)
class Case:
    """All open complaints about one announcement."""

    announcement: Announcement
    employer: Employer
    reasons: Mapping[str, int]
    """Reason → number of complaints, the most frequent first."""
    due_at: datetime
    """The earliest due date of the complaints."""
    overdue: bool

    @property
    def count(self) -> int:
        return sum(self.reasons.values())

    @property
    def fraud(self) -> bool:
        return any(reason in FRAUDULENT for reason in self.reasons)


@dataclass(frozen=True)
class Card:
    """A case that the office is about to decide, without the names of the readers."""

    whole: Whole
    case: Case
    notes: Sequence[str]
    seen: int
    """The id of the newest complaint on the card. The decision does not apply to complaints that arrive later."""


async def subject(session: AsyncSession, delivery_id: int, by: Speaker, now: datetime) -> Subject:
    """The announcement of a delivery to the speaker.

    Raises AlreadyDone if the speaker has reported it before, Stale if the push has no announcement, and the errors of
    ``opened``.
    """
    delivery = await opened(session, delivery_id, by, now)
    push = await session.get_one(Push, delivery.push_id)
    announcement = await session.get(Announcement, push.announcement_id) if push.announcement_id else None
    if announcement is None:
        raise Stale
    if await complaints.by_person(session, announcement.id, by.person_id) is not None:
        raise AlreadyDone("reported")
    return Subject(announcement, await session.get_one(Employer, announcement.employer_id))


def check_note(text: str) -> str:
    """The note without spaces at its ends. Raises BadInput if the note is empty or too long."""
    note = text.strip()
    if not note or len(note) > LONGEST:
        raise BadInput(f"情况要写 1 到 {LONGEST} 个字。请简单说说，例如：电话里要先交 300 元体检费。")
    return note


async def file(
    session: AsyncSession, delivery_id: int, by: Speaker, reason: Reason, note: str, now: datetime
) -> Complaint:
    """Save a complaint. The office has two working days to decide on it.

    With ``Reason.OTHER`` a note is required. Raises the errors of ``subject`` and ``check_note``.
    """
    about = await subject(session, delivery_id, by, now)
    complaint = Complaint(
        announcement_id=about.announcement.id,
        person_id=by.person_id,
        reason=reason,
        note=check_note(note) if note or reason is Reason.OTHER else None,
        due_at=await _due(session, now),
        at=now,
    )
    session.add(complaint)
    await session.flush()
    await _alarm(session, about, now)
    return complaint


async def take_back(session: AsyncSession, complaint_id: int, by: Speaker) -> None:
    """Withdraw the complaint (撤回举报).

    Raises Stale if the office has decided on it already, and NotAllowed for the complaint of another person.
    """
    complaint = await session.get(Complaint, complaint_id, with_for_update=True)
    if complaint is None or complaint.state != ComplaintState.OPEN:
        raise Stale
    if complaint.person_id != by.person_id:
        raise NotAllowed
    await session.delete(complaint)


async def cases(session: AsyncSession, now: datetime) -> list[Case]:
    """All open cases: first the overdue cases, then the cases of possible fraud, then the other cases.

    Within each group the case with the earliest due date is first.
    """
    grouped: dict[int, list[tuple[Complaint, Announcement, Employer]]] = {}
    for row in await complaints.open_with_titles(session):
        grouped.setdefault(row[1].id, []).append(row)
    found = [_case([row[0] for row in rows], rows[0][1], rows[0][2], now) for rows in grouped.values()]
    return sorted(found, key=lambda case: (not case.overdue, not case.fraud, case.due_at, case.announcement.id))


async def card(session: AsyncSession, announcement_id: int, now: datetime) -> Card:
    """The case of an announcement. Raises NotFound if there is no open complaint about it."""
    whole = await postings.whole(session, announcement_id)
    found = await complaints.open_of(session, announcement_id)
    if whole is None or not found:
        raise NotFound("complaint")
    case = _case(found, whole.announcement, whole.employer, now)
    return Card(whole, case, [each.note for each in found if each.note], found[-1].id)


async def decide(
    session: AsyncSession, announcement_id: int, seen: int, by: int, now: datetime, answer: str | None = None
) -> Card:
    """Uphold the complaints (属实) if ``answer`` is None, else reject them (不属实). Each reader is notified once.

    Returns the card as it was before the decision. Raises NotFound if there is no open complaint, Stale if more
    complaints arrived after ``seen``, and BadInput if the answer is empty, too long or accusing.
    """
    shown = await card(session, announcement_id, now)
    if shown.seen != seen:
        raise Stale
    upheld = answer is None
    words = only_facts((answer or "").strip().rstrip("。"))
    if not upheld and (not words or len(words) > LONGEST):
        raise BadInput(f"核实结果要写 1 到 {LONGEST} 个字，会转告举报的同学。请重新输入。")
    found = await complaints.open_of(session, announcement_id)
    number = await complaints.count_decisions(session, announcement_id) + 1
    for complaint in found:
        complaint.state = ComplaintState.UPHELD if upheld else ComplaintState.REJECTED
        complaint.answer = words
        complaint.decided_by, complaint.decided_at = by, now
    notice = Notice(
        PushKind.RECORD,
        "complaints/upheld" if upheld else "complaints/rejected",
        key=f"complaint:{announcement_id}:{number}",
        values={
            "announcement": announcement_id,
            "employer": shown.whole.employer.name,
            "title": shown.whole.announcement.title,
            "answer": words,
            "fraud": shown.case.fraud,
        },
        created_by=by,
    )
    await pushing.to_people(session, notice, [complaint.person_id for complaint in found], now)
    return shown


async def _due(session: AsyncSession, now: datetime) -> datetime:
    extra, span = await choices.calendar(session)
    day = datetime.combine(now.date(), span.end) - datetime.combine(now.date(), span.start)
    return worktime.add_working(now, DUE_DAYS * day / timedelta(hours=1), extra, span)


def _case(found: Sequence[Complaint], announcement: Announcement, employer: Employer, now: datetime) -> Case:
    due_at = min(complaint.due_at for complaint in found)
    reasons = dict(Counter(complaint.reason for complaint in found).most_common())
    return Case(announcement, employer, reasons, due_at, due_at < now)


async def _alarm(session: AsyncSession, about: Subject, now: datetime) -> None:
    """Notify the office at once if several students report the announcement and possible fraud is among their reasons.

    The office is notified once for each announcement.
    """
    found = await complaints.open_of(session, about.announcement.id)
    case = _case(found, about.announcement, about.employer, now)
    school = await people.school(session)
    if case.count < ALARM_AT or not case.fraud or school is None:
        return
    staff = await people.holders(session, [school.id], Role.OFFICE)
    notice = Notice(
        PushKind.TASK,
        "complaints/urgent",
        key=f"complaints:urgent:{about.announcement.id}",
        values={
            "announcement": about.announcement.id,
            "employer": about.employer.name,
            "title": about.announcement.title,
            "reasons": [[reason, count] for reason, count in case.reasons.items()],
        },
        urgent=True,
    )
    await pushing.to_people(session, notice, [holder.person_id for holder in staff], now)

"""The office's list for today: counts, and those rows behind them that no other list shows."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.clock import SHANGHAI
from bot.domain.care.care import QuestionState
from bot.domain.chain.chain import RungState
from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushState
from bot.domain.destinations.destination import DestinationState
from bot.domain.people import UnitKind
from bot.domain.postings.announcement import AnnouncementState, ComplaintState, LeadState
from bot.messenger import Failure
from bot.store.chain import backlog
from bot.store.postings.policies import count_unchecked
from bot.store.postings.postings import count_unparsed
from bot.store.postings.recheck import to_recheck
from bot.store.queries import count
from bot.store.register import cohorts
from bot.store.tables import (
    Announcement,
    Complaint,
    Delivery,
    Destination,
    Employer,
    Lead,
    Push,
    Question,
    Rung,
    Unit,
)

WAITING = (PushState.HALTED, PushState.PAUSED)
"""States of pushes that wait for the office. Pauses are included, because the office may forget to end one."""


@dataclass(frozen=True)
class Desk:
    """The numbers of items that wait for the office, by kind."""

    review: int
    publish: int
    complaints: int
    complaints_late: int
    leads: int
    questions: int
    """The number of students' questions that wait for the office."""
    stuck: int
    backlog: int
    """The number of classes with announcements that were not relayed in time."""
    doubts: int
    halted: int
    unparsed: int
    recheck: int
    policy: int
    closing: int
    contested: int
    rollover: int
    """The number of classes that have left the school and still have roles."""

    @property
    def total(self) -> int:
        counts: dict[str, int] = asdict(self)
        return sum(counts.values()) - self.complaints_late


@dataclass(frozen=True)
class StuckRung:
    """A college's rung that is held or past its deadline."""

    rung: Rung
    push: Push
    unit: Unit


async def desk(session: AsyncSession, now: datetime) -> Desk:
    """Return all counts, each from a query of its own."""
    state, open_complaint = col(Announcement.state), col(Complaint.state) == ComplaintState.OPEN
    today = now.astimezone(SHANGHAI).date()
    return Desk(
        review=await count(session, Announcement, state == AnnouncementState.REVIEW),
        publish=await count(session, Announcement, state == AnnouncementState.APPROVED),
        complaints=await count(session, Complaint, open_complaint),
        complaints_late=await count(session, Complaint, open_complaint, col(Complaint.due_at) < now),
        questions=await count(
            session, Question, col(Question.state) == QuestionState.OPEN, col(Question.level) == UnitKind.SCHOOL
        ),
        leads=await count(session, Lead, col(Lead.state) == LeadState.NEW),
        stuck=await count(session, Rung, _late_rung(now)),
        backlog=await backlog.count(session, now),
        doubts=await count(session, Delivery, col(Delivery.state) == State.UNCERTAIN),
        halted=await count(session, Push, col(Push.state).in_(WAITING)),
        unparsed=await count_unparsed(session),
        recheck=await count(session, Announcement, to_recheck(now)),
        policy=await count_unchecked(session, today),
        closing=await count(session, Announcement, closing_on(today)),
        rollover=await cohorts.due(session, today),
        contested=await count(
            session,
            Destination,
            col(Destination.state) == DestinationState.CONTESTED,
            col(Destination.superseded_at).is_(None),
        ),
    )


def _late_rung(now: datetime) -> ColumnElement[bool]:
    late = and_(col(Rung.state) == RungState.OPEN, col(Rung.deadline) <= now)
    return and_(col(Rung.level) == UnitKind.COLLEGE, or_(late, col(Rung.state) == RungState.HELD))


def closing_on(day: date) -> ColumnElement[bool]:
    """Build the condition that an announcement is published and its last day is ``day``."""
    return and_(col(Announcement.state) == AnnouncementState.PUBLISHED, col(Announcement.deadline) == day)


async def stuck_rungs(session: AsyncSession, now: datetime) -> list[StuckRung]:
    """Return the college rungs that are held or past their deadline, oldest first."""
    rows = await session.execute(
        select(Rung, Push, Unit)
        .join(Push, col(Push.id) == col(Rung.push_id))
        .join(Unit, col(Unit.id) == col(Rung.unit_id))
        .where(_late_rung(now))
        .order_by(col(Rung.opened_at), col(Rung.id))
    )
    return [StuckRung(*row) for row in rows]


async def doubtful(session: AsyncSession) -> list[tuple[Push, int]]:
    """Return (push, number of its uncertain deliveries) of each push that has some, newest first."""
    doubts = (
        select(col(Delivery.push_id), func.count().label("count"))
        .where(col(Delivery.state) == State.UNCERTAIN)
        .group_by(col(Delivery.push_id))
        .subquery()
    )
    rows = await session.execute(
        select(Push, doubts.c.count).join(doubts, doubts.c.push_id == col(Push.id)).order_by(col(Push.id).desc())
    )
    return [(push, count) for push, count in rows]


async def halted(session: AsyncSession) -> list[tuple[Push, str]]:
    """Return (push, Telegram's error) of the paused and halted pushes, newest first. Without a bug of ours, the error
    is empty.
    """
    rows = await session.execute(select(Push).where(col(Push.state).in_(WAITING)).order_by(col(Push.id).desc()))
    found = []
    for push in rows.scalars():
        said = select(func.max(col(Delivery.detail))).where(
            col(Delivery.push_id) == push.id, col(Delivery.state) == State.FAILED, col(Delivery.reason) == Failure.BUG
        )
        found.append((push, (await session.execute(said)).scalar() or ""))
    return found


async def closing(session: AsyncSession, day: date) -> list[tuple[Announcement, Employer]]:
    """Return (announcement, employer) of the published announcements whose last day is ``day``."""
    rows = await session.execute(
        select(Announcement, Employer)
        .join(Employer, col(Employer.id) == col(Announcement.employer_id))
        .where(closing_on(day))
        .order_by(col(Announcement.id))
    )
    return [(announcement, employer) for announcement, employer in rows]

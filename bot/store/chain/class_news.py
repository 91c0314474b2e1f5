"""Corrections and recalls that must be notified to classes, and the class reports to edit for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.domain.chain.chain import RungState
from bot.domain.postings.announcement import TOLD_TO_ALL, AnnouncementState, ChangeKind, RecallKind
from bot.store.postings.changes import pushes_of
from bot.store.tables import Announcement, Change, ClassReport, Employer, Push, Rung

UNTOLD_FOR = timedelta(days=14)
"""A class is not notified of changes older than this."""


@dataclass(frozen=True)
class ToTell:
    """A change that must be notified to a class."""

    class_id: int
    change: Change
    employer: str
    title: str
    recall_kind: RecallKind | None

    @property
    def at_once(self) -> bool:
        """Whether the class must be notified before the next noon."""
        return self.change.kind == ChangeKind.RECALL and self.recall_kind in TOLD_TO_ALL


async def untold(
    session: AsyncSession, until: datetime, class_id: int | None = None, before: ClassReport | None = None
) -> list[ToTell]:
    """Return the recalls and serious corrections of announcements that a class relayed outside the bot, ordered by
    class.

    They are later than the class's last report and not later than ``until``. With ``before``, the last report is the
    one before that report, so that the report can be composed again.
    """
    last = aliased(ClassReport)
    reports = select(func.max(col(last.opened_at))).where(col(last.class_id) == col(Rung.unit_id))
    if before is not None:
        reports = reports.where(col(last.id) < before.id)
    query = (
        select(col(Rung.unit_id), Change, Employer, Announcement)
        .select_from(Change)
        .join(Announcement, col(Announcement.id) == col(Change.announcement_id))
        .join(Employer, col(Employer.id) == col(Announcement.employer_id))
        .join(Push, col(Push.announcement_id) == col(Announcement.id))
        .join(Rung, col(Rung.push_id) == col(Push.id))
        .join(ClassReport, col(ClassReport.id) == col(Rung.report_id))
        .where(
            col(Change.serious).is_(True),
            col(Change.at) <= until,
            col(Change.at) >= until - UNTOLD_FOR,
            col(ClassReport.relayed_at) <= col(Change.at),
            col(Change.at) > reports.scalar_subquery(),
        )
        .order_by(col(Rung.unit_id), col(Change.id))
    )
    if class_id is not None:
        query = query.where(col(Rung.unit_id) == class_id)
    return [
        ToTell(unit_id, change, employer.name, announcement.title, announcement.recall_kind)
        for unit_id, change, employer, announcement in await session.execute(query)
    ]


async def count_relayed(session: AsyncSession, announcement_id: int) -> int:
    """Count the classes that relayed the announcement outside the bot."""
    rows = await session.execute(
        select(func.count(func.distinct(col(Rung.unit_id))))
        .join(ClassReport, col(ClassReport.id) == col(Rung.report_id))
        .where(col(Rung.push_id).in_(pushes_of(announcement_id)), col(ClassReport.relayed_at).is_not(None))
    )
    return rows.scalar_one()


async def reports_to_mend(session: AsyncSession, announcement_id: int) -> list[ClassReport]:
    """Return the class reports that contain the announcement and are not relayed yet."""
    carrying = select(col(Rung.report_id)).where(col(Rung.push_id).in_(pushes_of(announcement_id)))
    query = select(ClassReport).where(col(ClassReport.id).in_(carrying), col(ClassReport.relayed_at).is_(None))
    return list(await session.scalars(query))


async def living_rungs(session: AsyncSession, report_id: int) -> list[tuple[Rung, Push]]:
    """Return (rung, push) of a report's open rungs, without those of recalled announcements."""
    rows = await session.execute(
        select(Rung, Push)
        .join(Push, col(Push.id) == col(Rung.push_id))
        .outerjoin(Announcement, col(Announcement.id) == col(Push.announcement_id))
        .where(
            col(Rung.report_id) == report_id,
            col(Rung.state) != RungState.CLOSED,
            or_(col(Announcement.id).is_(None), col(Announcement.state) != AnnouncementState.RECALLED),
        )
        .order_by(col(Rung.id))
    )
    return [(rung, push) for rung, push in rows]

"""Telegram groups of classes, and the announcements in their pinned messages."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.clock import SHANGHAI
from bot.domain.chain.chain import GroupState
from bot.domain.chain.group import PinState
from bot.domain.delivery.push import PushState
from bot.domain.people import UnitKind
from bot.domain.postings.announcement import AnnouncementState
from bot.store.postings.postings import still_open
from bot.store.tables import Announcement, Change, ClassReport, Employer, Group, Push, Rung, Unit

News = tuple[object, ...]


async def news(session: AsyncSession, now: datetime) -> News:
    """Return a value that changes whenever a pinned message may have to change.

    It is (date, id of the newest report, id of the newest change, number of open announcements).
    """
    today = now.astimezone(SHANGHAI).date()
    reports = select(func.max(col(ClassReport.id))).scalar_subquery()
    changes = select(func.max(col(Change.id))).scalar_subquery()
    opened = select(func.count()).where(still_open(now)).scalar_subquery()
    row = (await session.execute(select(reports, changes, opened))).one()
    return (today, *row)


async def by_chat(session: AsyncSession, chat_id: int) -> Group | None:
    query = select(Group).where(col(Group.chat_id) == chat_id).with_for_update()
    return await session.scalar(query)


async def of_classes(session: AsyncSession, class_ids: Sequence[int]) -> list[tuple[Group, Unit]]:
    """Return (group, class) of the classes' groups, including groups that removed the bot."""
    rows = await session.execute(
        select(Group, Unit)
        .join(Unit, col(Unit.id) == col(Group.class_id))
        .where(col(Group.class_id).in_(class_ids))
        .order_by(col(Group.id))
    )
    return [(group, unit) for group, unit in rows]


async def alive(session: AsyncSession, *, waiting: bool) -> list[int]:
    """Return the ids of the groups that contain the bot. With ``waiting``, return only those whose message needs a
    check or a pin.
    """
    query = select(col(Group.id)).where(col(Group.state) != GroupState.LOST)
    if waiting:
        unpinned = (col(Group.state) == GroupState.BOUND) & (col(Group.pin) == PinState.DUE)
        query = query.where(or_(col(Group.shown) == "", unpinned & col(Group.message_id).is_not(None)))
    return list(await session.scalars(query.order_by(col(Group.id))))


def _reported(class_id: int) -> "Select[ClassReport, Rung, Push, Announcement, Employer]":
    return (
        select(ClassReport, Rung, Push, Announcement, Employer)
        .join(Rung, col(Rung.report_id) == col(ClassReport.id))
        .join(Push, col(Push.id) == col(Rung.push_id))
        .join(Announcement, col(Announcement.id) == col(Push.announcement_id))
        .join(Employer, col(Employer.id) == col(Announcement.employer_id))
        .where(col(Rung.unit_id) == class_id, col(Rung.level) == UnitKind.CLASS)
        .order_by(col(ClassReport.opened_at).desc(), col(ClassReport.id).desc(), col(Rung.id))
    )


async def open_now(
    session: AsyncSession, class_id: int, now: datetime, limit: int
) -> list[tuple[ClassReport, Rung, Push]]:
    """Return the announcements in the reports of a class for which students can still apply, newest report first."""
    query = _reported(class_id).where(still_open(now), col(Push.state) != PushState.STOPPED).limit(limit)
    return [(report, rung, push) for report, rung, push, _, _ in await session.execute(query)]


async def recalled_since(
    session: AsyncSession, class_id: int, since: datetime, limit: int
) -> list[tuple[Announcement, Employer]]:
    """Return the announcements in the reports of a class that were recalled since ``since``, newest report first."""
    query = _reported(class_id).where(
        col(Announcement.state) == AnnouncementState.RECALLED, col(Announcement.recalled_at) >= since
    )
    return [(announcement, employer) for _, _, _, announcement, employer in await session.execute(query.limit(limit))]

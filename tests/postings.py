"""Postings as rows of an office's table, entered through the real intake."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.postings.announcement import AnnouncementState
from bot.flows.postings import intake
from bot.flows.postings.intake import Batch, Entered
from bot.store.tables import Announcement

TODAY = date(2026, 11, 24)
ENGINEER = {
    "单位名称": "长春虚构设计院有限公司",
    "岗位名称": "结构设计师",
    "工作地点": "长春市",
    "薪资": "8000-12000元/月",
    "学历要求": "本科及以上",
    "专业要求": "土木工程",
    "招聘人数": "3",
    "截止日期": "2026-12-31",
    "岗位描述": "负责结构计算与施工图。",
    "投递方式": "hr@xugou.example",
}
PROGRAMMER = ENGINEER | {
    "单位名称": "北京虚构软件有限公司",
    "岗位名称": "软件开发工程师",
    "工作地点": "北京市",
    "薪资": "10000-15000元/月",
    "专业要求": "软件工程",
    "岗位描述": "负责后端开发。",
}
MEN_ONLY = ENGINEER | {"单位名称": "虚构水利工程有限公司", "岗位描述": "限男性，能适应野外。"}


def read(*rows: dict[str, str], source: str = "") -> Batch:
    """Read ``rows`` as a table that begins in line 2."""
    return intake.read_table(list(enumerate(rows, start=2)), TODAY, source=source)


async def enter(
    session: AsyncSession, now: datetime, *rows: dict[str, str], by: int | None = None, approve: bool = False
) -> Entered:
    return await intake.enter(session, read(*rows), now, by=by, approve=approve)


async def entered(session: AsyncSession, now: datetime, row: dict[str, str], by: int | None = None) -> Announcement:
    """Enter one announcement of one row, which then waits for review."""
    await enter(session, now, row, by=by)
    return await newest(session)


async def approved(session: AsyncSession, now: datetime, *rows: dict[str, str]) -> Announcement:
    """Enter and approve the rows. Return the announcement of the last row."""
    await enter(session, now, *rows, approve=True)
    found = await newest(session)
    assert found.state == AnnouncementState.APPROVED
    return found


async def newest(session: AsyncSession) -> Announcement:
    query = select(Announcement).order_by(col(Announcement.id).desc()).limit(1)
    return (await session.execute(query)).scalar_one()

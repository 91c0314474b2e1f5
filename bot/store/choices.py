"""Choices that the office made, with the defaults that hold until it does."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.chain import Release
from bot.store.tables import Setting


async def get(session: AsyncSession, key: str, default: Any) -> Any:
    row = await session.get(Setting, key)
    return default if row is None else row.value


async def put(session: AsyncSession, key: str, value: Any) -> None:
    row = await session.get(Setting, key)
    if row is None:
        session.add(Setting(key=key, value=value))
    else:
        row.value = value


async def release(session: AsyncSession) -> Release:
    """When bound students get a posting; by default when the college passes it on."""
    return Release(await get(session, "release", Release.COLLEGE.value))


async def holidays(session: AsyncSession) -> dict[date, bool]:
    """Days the office imported: day → whether people work."""
    days: dict[str, bool] = await get(session, "holidays", {})
    return {date.fromisoformat(day): works for day, works in days.items()}

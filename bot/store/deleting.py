"""Deletes rows without loading them, and tells how many they were."""

from typing import Any, cast

from sqlalchemy import CursorResult, Delete
from sqlalchemy.ext.asyncio import AsyncSession


async def deleted(session: AsyncSession, statement: Delete) -> int:
    """The number of rows that the statement deleted. Objects of the session are not brought up to date."""
    result = await session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", result).rowcount

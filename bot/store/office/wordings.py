"""The templates that the office has reworded."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.tables import Wording


async def every(session: AsyncSession) -> dict[str, Wording]:
    rows = await session.execute(select(Wording).order_by(col(Wording.template)))
    return {row.template: row for row in rows.scalars()}


async def put(session: AsyncSession, template: str, body: str, by: str, now: datetime) -> Wording:
    """Store the office's source of a template. The previous source is kept, so that the office can undo the change
    (撤销).
    """
    row = await session.get(Wording, template)
    if row is None:
        row = Wording(template=template, body=body, changed_by=by, changed_at=now)
        session.add(row)
    elif row.body != body:
        row.previous, row.body, row.changed_by, row.changed_at = row.body, body, by, now
    await session.flush()
    return row

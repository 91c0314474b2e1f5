"""The silent are reminded once of what asked for 我已了解; never a second time."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import State
from bot.domain.push import PushKind
from bot.flows import pushing
from bot.store import pushes

SILENCE = timedelta(hours=24)
STALE = timedelta(days=7)
"""Nobody is reminded of what is older than a week."""


async def silent(session: AsyncSession, now: datetime) -> int:
    """One reminder for each push that is a day old and still has silent readers. Returns how many pushes."""
    made = 0
    for push in await pushes.wanting_answers(session, now - STALE, now - SILENCE):
        key = f"remind:{push.id}"
        if await pushes.by_key(session, key) is not None:
            continue
        rows = [
            row
            for state in (State.SENT, State.OPENED)
            for row in await pushes.rows_in(session, push.id, state)
        ]
        if not rows:
            continue
        await pushing.to_people(
            session,
            PushKind.REMINDER,
            "push/ack_reminder",
            [row.person_id for row in rows],
            now,
            key=key,
            title=push.title,
            values={"title": push.title},
            own_values={row.person_id: {"of": row.id} for row in rows},
        )
        for row in rows:
            row.reminded_at = now
        made += 1
    return made

"""The silent are reminded once of what asked for 我已了解; never a second time."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import worktime
from bot.domain.delivery.push import PushKind
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store import choices
from bot.store.delivery import acknowledgements, pushes
from bot.store.tables import Push

SILENCE = timedelta(hours=24)
STALE = timedelta(days=7)
"""Nobody is reminded of what is older than a week."""


async def silent(session: AsyncSession, now: datetime) -> int:
    """One reminder to each who got a message a day ago and has not answered. Returns how many.

    Reminders are made in working hours only: nobody is nudged at night or on a holiday.
    """
    if worktime.add_working(now, 0, *await choices.calendar(session)) > now:
        return 0
    reminded = 0
    for push, rows in await acknowledgements.silent(session, now - STALE, now - SILENCE):
        await _remind(session, push, rows, now)
        reminded += len(rows)
    return reminded


async def _remind(session: AsyncSession, push: Push, rows: dict[int, int], now: datetime) -> None:
    """One reminder push for each push; who got the message late joins it later. ``rows``: person → delivery."""
    notice = Notice(
        PushKind.REMINDER,
        "push/ack_reminder",
        key=f"remind:{push.id}",
        title=push.title,
        values={"title": push.title},
    )
    reminder = await pushing.to_people(session, notice, [], now)
    own = {person_id: {"of": delivery_id} for person_id, delivery_id in rows.items()}
    await pushes.add_recipients(session, reminder, await pushing.recipients(session, list(rows), own), now)
    await acknowledgements.mark_reminded(session, list(rows.values()), now)

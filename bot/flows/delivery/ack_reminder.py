"""Send one reminder, and never a second, to people who got a message with 我已了解 and did not answer."""

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
"""A person is silent when a message went out this long ago and was not answered."""
STALE = timedelta(days=7)
"""Nobody is reminded of a message that is older."""


async def silent(session: AsyncSession, now: datetime) -> int:
    """Enqueue one reminder for each silent person. Returns the number of reminders.

    Outside working hours it makes none: nobody is reminded at night or on a holiday.
    """
    if worktime.add_working(now, 0, *await choices.calendar(session)) > now:
        return 0
    reminded = 0
    for push, rows in await acknowledgements.silent(session, now - STALE, now - SILENCE):
        await _remind(session, push, rows, now)
        reminded += len(rows)
    return reminded


async def _remind(session: AsyncSession, push: Push, rows: dict[int, int], now: datetime) -> None:
    """Each push has one reminder push: a later call adds the people who got the message later.

    ``rows``: person → delivery.
    """
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

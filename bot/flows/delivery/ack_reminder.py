"""Remind the people who got a message with 我已了解 and did not press the button. Each person is reminded only once."""

from datetime import datetime, timedelta

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import worktime
from bot.domain.delivery.push import PushKind
from bot.domain.delivery.values import Values
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store import choices
from bot.store.delivery import acknowledgements, pushes
from bot.store.tables import Delivery, Push

TEMPLATE = "push/ack_reminder"
SILENCE = timedelta(hours=24)
"""A person counts as silent when the message was sent at least this long ago and they have not answered."""
STALE = timedelta(days=7)
"""People are not reminded of a message that was sent longer ago than this."""


class Reminded(Values):
    """The part of a reminder's values that names the delivery that the reader has not acknowledged."""

    delivery: int = Field(validation_alias="of")


async def silent(session: AsyncSession, now: datetime) -> int:
    """Enqueue one reminder for each silent person and return the number of reminders.

    Outside working hours no reminder is enqueued, so that people are not reminded at night or on a holiday.
    """
    if worktime.add_working(now, 0, *await choices.calendar(session)) > now:
        return 0
    reminded = 0
    for push, rows in await acknowledgements.silent(session, now - STALE, now - SILENCE):
        await _remind(session, push, rows, now)
        reminded += len(rows)
    return reminded


async def _remind(session: AsyncSession, push: Push, rows: dict[int, int], now: datetime) -> None:
    """Enqueue the reminders of one push. ``rows`` maps each person's id to the id of their delivery.

    All reminders of a push belong to one reminder push. A later call adds the people who got the message later.
    """
    notice = Notice(
        PushKind.REMINDER,
        TEMPLATE,
        key=f"remind:{push.id}",
        title=push.title,
        values={"title": push.title},
    )
    reminder = await pushing.to_people(session, notice, [], now)
    own = {person_id: {"of": delivery_id} for person_id, delivery_id in rows.items()}
    await pushes.add_recipients(session, reminder, await pushing.recipients(session, list(rows), own), now)
    await acknowledgements.mark_reminded(session, list(rows.values()), now)


async def still_silent(session: AsyncSession, push: Push, delivery: Delivery, now: datetime) -> bool:
    """Whether the reader of a reminder still has not pressed 我已了解. The reminder may have waited for a night."""
    first = await session.get(Delivery, Reminded.of(delivery.values).delivery)
    return first is not None and first.acknowledged_at is None

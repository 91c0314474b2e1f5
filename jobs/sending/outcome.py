"""Records the result of a send on its delivery: arrived, refused or uncertain."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import State, advance, move
from bot.domain.delivery.push import PushKind, PushState
from bot.domain.people import Reach
from bot.flows.delivery import push_control
from bot.messenger import Failure, SendFailed
from bot.store import people
from bot.store.delivery import outgoing
from bot.store.tables import Delivery, Push

log = structlog.get_logger()

BUGS_BEFORE_HALT = 5

CLOSED_CHATS = {
    Failure.BLOCKED: Reach.BLOCKED,
    Failure.DEACTIVATED: Reach.DEACTIVATED,
    Failure.NOT_FOUND: Reach.NOT_FOUND,
}
"""Only these answers of Telegram change a person's reach."""


def sent(delivery: Delivery, chat_id: int, message_id: int, now: datetime) -> None:
    """Record that Telegram accepted the message. A later state is kept, if a button press came first."""
    delivery.state = advance(delivery.state, State.SENT)
    delivery.message_id, delivery.chat_id = message_id, chat_id
    delivery.sent_at = now
    delivery.reason = None


async def failed(session: AsyncSession, push: Push, delivery: Delivery, error: SendFailed, now: datetime) -> None:
    """Record that Telegram refused the message or did not answer. Only this function decides
    what each failure means.
    """
    delivery.detail = error.detail[:200]
    match error.kind:
        case Failure.RETRY_LATER:
            _again(push, delivery, now, error.retry_after)
        case Failure.NOT_SENT:
            _again(push, delivery, now, min(60.0, 2.0 * delivery.attempts))
        case Failure.UNCERTAIN:
            in_doubt(push, delivery, now, error.detail)
        case Failure.BLOCKED | Failure.DEACTIVATED | Failure.NOT_FOUND:
            await people.mark_reach(session, delivery.chat_id or 0, CLOSED_CHATS[error.kind])
            delivery.state, delivery.reason = move(delivery.state, State.BLOCKED), error.kind
        case Failure.NOT_STARTED | Failure.KICKED | Failure.MIGRATED:
            delivery.state, delivery.reason = move(delivery.state, State.FAILED), error.kind
        case _:
            delivery.state, delivery.reason = move(delivery.state, State.FAILED), Failure.BUG
            await _halt_after_bugs(session, push, now)


async def not_composed(session: AsyncSession, push: Push, delivery: Delivery, now: datetime) -> None:
    """Record that our own bug prevented the message. The delivery fails."""
    delivery.state = move(move(delivery.state, State.SENDING), State.FAILED)
    delivery.reason = Failure.BUG
    await _halt_after_bugs(session, push, now)


def in_doubt(push: Push, delivery: Delivery, now: datetime, why: str) -> None:
    """Record that the message may have arrived.

    A fraud warning is sent once more, marked as a possible repeat. Other messages wait for the office.
    """
    delivery.state = move(delivery.state, State.UNCERTAIN)
    delivery.detail = why[:200]
    if push.kind == PushKind.WARNING and push.state != PushState.STOPPED and not delivery.maybe_twice:
        delivery.maybe_twice = True
        delivery.state = move(delivery.state, State.QUEUED)
        delivery.not_before = now + timedelta(seconds=10)


def _again(push: Push, delivery: Delivery, now: datetime, seconds: float) -> None:
    """Retry in ``seconds``. If the push was stopped meanwhile, the delivery is recalled."""
    delivery.state = move(delivery.state, State.QUEUED)
    delivery.not_before = now + timedelta(seconds=seconds)
    if push.state == PushState.STOPPED:
        delivery.state = move(delivery.state, State.RECALLED)


async def _halt_after_bugs(session: AsyncSession, push: Push, now: datetime) -> None:
    """Halt the push after a few failures from our own bugs, before it fails for everybody."""
    await session.flush()
    if await outgoing.bugs(session, push.id) >= BUGS_BEFORE_HALT:
        push.state, push.halt_reason = PushState.HALTED, "bug"
        log.error("push.halted", push=push.id)
        await push_control.tell_office(session, push, now)

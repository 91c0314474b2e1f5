"""A refusal writes on its row when the send may be retried, and whether the person is unreachable."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushKind
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.messenger import Failure, SendFailed
from bot.store.delivery import outgoing
from bot.store.engine import Store
from bot.store.tables import Delivery, Push
from jobs.sending import outcome
from tests.cast import Cast
from tests.digests import Wire, delivery_of, pusher

TASKS = {"colleges": [], "reports": []}


@pytest.fixture
async def sending(session: AsyncSession, cast: Cast, now: datetime) -> tuple[Push, Delivery]:
    """Return a notice to 李娜 whose request is in flight for the second time."""
    push = await pushing.to_people(session, Notice(PushKind.NOTICE, "chain/tasks", values={}), [cast.li.person_id], now)
    delivery = await delivery_of(session, push, cast.li)
    delivery.state, delivery.attempts = State.SENDING, 2
    return push, delivery


@pytest.mark.parametrize(
    ("refusal", "seconds"),
    [(SendFailed(Failure.RETRY_LATER, retry_after=45), 45), (SendFailed(Failure.NOT_SENT), 4)],
)
async def test_a_failed_send_is_not_retried_before_its_time(
    session: AsyncSession, sending: tuple[Push, Delivery], now: datetime, refusal: SendFailed, seconds: int
) -> None:
    push, delivery = sending
    await outcome.failed(session, push, delivery, refusal, now)
    await session.flush()
    assert delivery.state == State.QUEUED
    again = now + timedelta(seconds=seconds)
    assert await outgoing.due(session, again - timedelta(seconds=1), 10) == []
    assert [each.delivery_id for each in await outgoing.due(session, again, 10)] == [delivery.id]


async def test_a_press_that_was_read_before_the_failure_proves_that_it_arrived(
    store: Store, cast: Cast, now: datetime
) -> None:
    async with store.writing() as session:
        push = await pushing.to_people(
            session, Notice(PushKind.NOTICE, "chain/tasks", values=TASKS), [cast.li.person_id], now
        )
        delivery_id = (await delivery_of(session, push, cast.li)).id
    sender = pusher(store, Wire(), now)
    claimed = await sender._claim(delivery_id)
    assert claimed is not None
    assert await sender._claim(delivery_id) is None  # it is in flight already
    async with store.writing() as session:
        (await session.get_one(Delivery, delivery_id)).state = State.OPENED
    await sender._record_failure(delivery_id, claimed, SendFailed(Failure.UNCERTAIN))
    async with store.reading() as session:
        assert (await session.get_one(Delivery, delivery_id)).state == State.OPENED

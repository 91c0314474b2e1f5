"""Students who do not acknowledge a warning are reminded once, in working hours. A stopped push stays stopped."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.clock import Clock
from bot.domain.delivery.delivery import Ledger, State
from bot.domain.delivery.pacing import Pacer
from bot.domain.delivery.push import MANDATORY, PushKind, PushState
from bot.flows.delivery import ack_reminder, push_control
from bot.flows.warnings import warn
from bot.messenger import Failure, Message, SendFailed
from bot.settings import Settings
from bot.store import people
from bot.store.delivery import ledgers, pushes
from bot.store.engine import Store
from bot.store.tables import Delivery, Push, Unit
from jobs import warn as warn_job
from jobs.sending.loop import Pusher
from tests.cast import Cast, Member


async def delivered(store: Store, cast: Cast, at: datetime, *late: Member) -> int:
    """Deliver a warning to 土木学院 at ``at``, and one day later to the people ``late``. Return the push's id."""
    async with store.writing() as session:
        push = await warn.send(session, "F01", await session.get_one(Unit, cast.civil), at)
        for row in await pushes.rows_in(session, push.id, State.QUEUED):
            behind = row.person_id in {member.person_id for member in late}
            row.state, row.sent_at = State.SENT, at + timedelta(days=1 if behind else 0)
        return push.id


async def reminded(store: Store) -> Counter[int]:
    """Map each person's id to the number of their reminder rows."""
    async with store.reading() as session:
        rows = await session.execute(
            select(col(Delivery.person_id))
            .join(Push, col(Push.id) == col(Delivery.push_id))
            .where(col(Push.kind) == PushKind.REMINDER)
        )
        return Counter(rows.scalars())


async def test_each_silent_student_is_reminded_once_however_often_the_job_runs(
    store: Store, cast: Cast, now: datetime
) -> None:
    await delivered(store, cast, now)
    for hours in (1, 23, 25, 26, 49, 100):
        await warn_job.remind_silent(store, now + timedelta(hours=hours))
    assert await reminded(store) == dict.fromkeys(
        (member.person_id for member in (cast.cadre, cast.li, cast.zhao, cast.sun)), 1
    )


async def test_reminded_students_are_not_counted_again(store: Store, cast: Cast, now: datetime) -> None:
    await delivered(store, cast, now)
    counts = []
    for hours in (25, 26):
        async with store.writing() as session:
            counts.append(await ack_reminder.silent(session, now + timedelta(hours=hours)))
    assert counts == [4, 0]


async def test_a_student_who_got_the_warning_later_is_reminded_later_and_once(
    store: Store, cast: Cast, now: datetime
) -> None:
    await delivered(store, cast, now, cast.sun)
    await warn_job.remind_silent(store, now + timedelta(hours=25))
    assert cast.sun.person_id not in await reminded(store)
    for hours in (49, 50):
        await warn_job.remind_silent(store, now + timedelta(hours=hours))
    assert (await reminded(store))[cast.sun.person_id] == 1
    assert (await reminded(store)).total() == 4


@pytest.mark.parametrize(
    ("sent", "tried", "works"),
    [
        ("2026-11-23T20:00", "2026-11-24T20:30", False),  # evening
        ("2026-11-23T20:00", "2026-11-25T08:31", True),
        ("2026-11-27T10:00", "2026-11-28T11:00", False),  # Saturday
        ("2026-11-27T10:00", "2026-11-30T08:30", True),
        ("2026-09-30T10:00", "2026-10-01T11:00", False),  # National Day
    ],
)
async def test_nobody_is_reminded_at_night_or_on_a_day_off(
    store: Store, cast: Cast, sent: str, tried: str, works: bool
) -> None:
    await delivered(store, cast, datetime.fromisoformat(f"{sent}:00+08:00"))
    await warn_job.remind_silent(store, datetime.fromisoformat(f"{tried}:00+08:00"))
    assert bool(await reminded(store)) is works


async def test_nobody_is_reminded_of_a_stopped_push(store: Store, cast: Cast, now: datetime) -> None:
    push_id = await delivered(store, cast, now)
    async with store.writing() as session:
        (await session.get_one(Push, push_id)).state = PushState.STOPPED
    await warn_job.remind_silent(store, now + timedelta(hours=25))
    assert not await reminded(store)


def test_a_reminder_counts_towards_the_daily_cap_and_a_warning_does_not() -> None:
    assert PushKind.REMINDER not in MANDATORY and PushKind.WARNING in MANDATORY


class StoppedMeanwhile:
    """A messenger that refuses a request, during which the office stops the push."""

    def __init__(self, store: Store, cast: Cast, failure: Failure) -> None:
        self.store, self.cast, self.failure = store, cast, failure
        self.sent = 0
        self.asked = asyncio.Event()

    async def send(self, chat_id: int, message: Message) -> int:
        self.sent += 1
        async with self.store.writing() as session:
            office = await people.speaker(session, self.cast.office.telegram_id)
            push = (await session.execute(select(Push))).scalar_one()
            assert office is not None
            if push.state == PushState.RUNNING:
                await push_control.switch(session, push.id, PushState.STOPPED, office)
        self.asked.set()
        raise SendFailed(self.failure)

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        raise AssertionError("nothing is edited here")


@pytest.mark.parametrize(
    ("failure", "ends"),
    [(Failure.RETRY_LATER, "recalled"), (Failure.NOT_SENT, "recalled"), (Failure.UNCERTAIN, "uncertain")],
)
async def test_a_row_refused_after_a_stop_does_not_stay_queued(
    store: Store, cast: Cast, failure: Failure, ends: str
) -> None:
    clock, messenger = Clock(), StoppedMeanwhile(store, cast, failure)
    async with store.writing() as session:
        push = await warn.send(session, "F01", await session.get_one(Unit, cast.civil2), clock.now(), urgent=True)
    pusher = Pusher(store, messenger, clock, Pacer(1000), Settings(_env_file=None))
    sending = asyncio.create_task(pusher.run())
    await messenger.asked.wait()
    pusher.stop()
    await sending
    ledger = await _ledger(store, push.id)
    assert (messenger.sent, getattr(ledger, ends), ledger.queued) == (1, 1, 0)
    assert ledger.balances


async def _ledger(store: Store, push_id: int) -> Ledger:
    async with store.reading() as session:
        return await ledgers.ledger_of(session, push_id)

"""The sender's pace: a chat that must wait delays no other chat, and a broken connection is not tried for a while."""

import asyncio
from datetime import datetime
from typing import Any

from bot.domain.delivery.pacing import Pacer
from bot.domain.delivery.push import PushKind
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.settings import Settings
from bot.store.engine import Store
from jobs.sending.loop import BREAK_SECONDS, FAULTS_BEFORE_BREAK, Pusher
from tests.cast import Cast
from tests.digests import At, Wire

PATIENCE = 10
TASKS: dict[str, Any] = {"colleges": [], "reports": []}


async def queue(store: Store, cast: Cast, now: datetime) -> None:
    to = [cast.li.person_id, cast.sun.person_id]
    async with store.writing() as session:
        await pushing.to_people(session, Notice(PushKind.NOTICE, "chain/tasks", values=TASKS), to, now)


async def test_a_chat_that_rests_after_a_429_holds_up_no_other(store: Store, cast: Cast, now: datetime) -> None:
    await queue(store, cast, now)
    wire, pacer = Wire(), Pacer()
    pacer.penalise(cast.li.telegram_id, 60, asyncio.get_running_loop().time())
    pusher = Pusher(store, wire, At(now), pacer, Settings(_env_file=None))
    assert await asyncio.wait_for(pusher._round(), PATIENCE)
    await asyncio.gather(*pusher._flying.values())
    assert [chat for chat, _ in wire.sent] == [cast.sun.telegram_id]


async def test_after_many_faults_in_a_row_nothing_is_tried_for_a_while(store: Store, cast: Cast, now: datetime) -> None:
    await queue(store, cast, now)
    wire, pauses = Wire(), []

    class Pausing(Pusher):
        async def _pause(self, seconds: float) -> None:
            pauses.append((seconds, len(wire.sent)))

    pusher = Pausing(store, wire, At(now), Pacer(), Settings(_env_file=None))
    pusher._faults = FAULTS_BEFORE_BREAK
    await pusher._round()
    await asyncio.gather(*pusher._flying.values())
    assert pauses == [(BREAK_SECONDS, 0)] and len(wire.sent) == 2
    assert pusher._faults == 0

"""The message that shows the progress of a push waits when Telegram asks for it, and ends when its chat is closed."""

from datetime import datetime

import pytest

from bot.domain.delivery.pacing import Pacer
from bot.domain.delivery.push import PushKind
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.messenger import Failure, Message, SendFailed
from bot.store.engine import Store
from bot.store.tables import Push
from jobs import progress
from tests.cast import Cast
from tests.digests import Wire


class Refusing(Wire):
    """A messenger that refuses every edit."""

    def __init__(self, failure: Failure) -> None:
        super().__init__()
        self._failure = failure
        self.edits = 0

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        self.edits += 1
        raise SendFailed(self._failure, retry_after=30)


@pytest.mark.parametrize(
    ("failure", "edits", "shown"),
    [
        (Failure.RETRY_LATER, 1, False),  # retried later
        (Failure.UNCERTAIN, 2, False),
        (Failure.NOT_FOUND, 1, True),  # retried when the numbers change
    ],
)
async def test_a_refused_edit_is_repeated_only_where_that_helps(
    store: Store, cast: Cast, now: datetime, failure: Failure, edits: int, shown: bool
) -> None:
    async with store.writing() as session:
        push = await pushing.to_people(session, Notice(PushKind.NOTICE, "chain/tasks"), [cast.li.person_id], now)
        push.watch_chat_id, push.watch_message_id = cast.office.telegram_id, 7
    wire, pacer = Refusing(failure), Pacer()
    for _ in range(2):
        await progress.tick(store, wire, pacer, now)
    async with store.reading() as session:
        assert bool((await session.get_one(Push, push.id)).watch_shown) == shown
    assert wire.edits == edits

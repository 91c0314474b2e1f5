"""How far a push has come: what is being sent, what waits and until when, and the people whom it will not reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import Ledger
from bot.domain.delivery.push import PushKind
from bot.domain.errors import NotAllowed, NotFound
from bot.flows.delivery import push_control, who_sees
from bot.store.delivery import ledgers, lost, outgoing
from bot.store.delivery.lost import Lost
from bot.store.delivery.outgoing import Waits
from bot.store.people import Speaker
from bot.store.tables import Push

RETRY = timedelta(minutes=5)
"""A message that waits for less time counts as being sent, because it is only tried again."""


@dataclass(frozen=True)
class Progress:
    push: Push
    ledger: Ledger
    waits: Waits

    @property
    def unfinished(self) -> int:
        return self.ledger.queued + self.ledger.sending

    @property
    def sending(self) -> int:
        """The number of messages that are sent now."""
        return self.unfinished - self.waits.later - self.waits.bundled

    @property
    def lost(self) -> int:
        return to_call(self.push, self.ledger)


def to_call(push: Push, ledger: Ledger) -> int:
    """The number of people whom the push will not reach. For a posting, those without the bot are not counted."""
    return ledger.lost + (0 if is_relayed(push) else ledger.no_bot)


def is_relayed(push: Push) -> bool:
    """Whether the cadres tell the students without the bot. Otherwise, staff have to call them."""
    return push.kind == PushKind.POSTING


async def of(session: AsyncSession, push: Push, now: datetime) -> Progress:
    ledger = await ledgers.ledger_of(session, push.id)
    return Progress(push, ledger, await outgoing.waits(session, push.id, now + RETRY))


async def missed(session: AsyncSession, push_id: int, by: Speaker) -> tuple[Push, Sequence[Lost]]:
    """(the push, the people whom it will not reach, by class). The author and the office see them all.

    Other staff see those of their own units. Raises NotFound, and NotAllowed for a speaker who may see no names.
    """
    push = await session.get(Push, push_id)
    if push is None:
        raise NotFound("push")
    if not by.holds(*who_sees.NAMES):
        raise NotAllowed
    everyone = push_control.may_switch(push, by)
    units = None if everyone else [unit.id for unit in await who_sees.homes(session, by)]
    return push, await lost.of_push(session, push_id, units, with_unbound=not is_relayed(push))

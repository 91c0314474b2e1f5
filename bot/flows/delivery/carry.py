"""The delivery of a digest carries the deliveries of its postings, so that they change their state together.

Each carried row still belongs to its own push, so that the ledger of each push still balances.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import DELIVERED, Skip, State, advance, can_move, move
from bot.domain.delivery.push import PushState
from bot.store.student import digests
from bot.store.tables import Delivery

FOR_LATER = frozenset({Skip.CAP, Skip.EXPIRED})
"""When a digest is skipped for one of these reasons, its postings are left for the next digest."""


async def follow(session: AsyncSession, carrier: Delivery) -> None:
    """Move the rows that ``carrier`` carries to the states that follow from the carrier's state.

    If ``carrier`` carries no rows, nothing changes.
    """
    for row, push in await digests.carried(session, carrier.id):
        if carrier.state in DELIVERED:
            row.state, row.reason = advance(row.state, State.SENT), None
            row.chat_id, row.message_id = carrier.chat_id, carrier.message_id
            row.sent_at = row.sent_at or carrier.sent_at
        elif carrier.state == State.SKIPPED and carrier.reason in FOR_LATER:
            row.carrier_id = None
        else:
            _go_along(row, carrier)
            if row.state == State.QUEUED and push.state == PushState.STOPPED:
                row.state = move(row.state, State.RECALLED)


def _go_along(row: Delivery, carrier: Delivery) -> None:
    if row.state == State.QUEUED and carrier.state == State.FAILED:
        row.state = move(row.state, State.SENDING)  # rendering the digest failed because of a bug of ours
    if row.state == State.SENDING and carrier.state == State.RECALLED:
        row.state = move(row.state, State.QUEUED)  # the digest was not sent, and its push was stopped meanwhile
    if can_move(row.state, carrier.state):
        row.state, row.reason, row.detail = carrier.state, carrier.reason, carrier.detail
        row.chat_id, row.sending_at = carrier.chat_id, carrier.sending_at

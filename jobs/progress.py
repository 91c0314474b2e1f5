"""A push that somebody watches: one message, edited as the numbers move."""

from datetime import datetime

from bot import render
from bot.messenger import Failure, Messenger, SendFailed
from bot.store import ledgers, pushes
from bot.store.engine import Store
from bot.store.tables import Push


async def tick(store: Store, messenger: Messenger, now: datetime) -> None:
    """Edit every watched message whose numbers changed since it was last shown."""
    async with store.reading() as session:
        watched = await pushes.watched(session)
    for push in watched:
        await _show(store, messenger, push, now)


async def _show(store: Store, messenger: Messenger, push: Push, now: datetime) -> None:
    if push.watch_chat_id is None or push.watch_message_id is None:
        return
    async with store.reading() as session:
        ledger = await ledgers.ledger_of(session, push.id)
    unfinished = ledger.queued + ledger.sending
    shown = repr(ledger)
    if shown == push.watch_shown:
        return
    message = render.message("push/progress", push=push, ledger=ledger, unfinished=unfinished, now=now)
    try:
        await messenger.edit(push.watch_chat_id, push.watch_message_id, message)
    except SendFailed as failed:
        if failed.kind not in (Failure.UNCHANGED, Failure.GONE, Failure.BUG, Failure.BLOCKED):
            return
    async with store.writing() as session:
        row = await session.get_one(Push, push.id)
        row.watch_shown = shown

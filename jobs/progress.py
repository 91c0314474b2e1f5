"""A push that somebody watches: one message, edited as the numbers move."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.flows.publishing import published
from bot.messenger import Failure, Message, Messenger, SendFailed
from bot.store.delivery import ledgers, pushes
from bot.store.engine import Store
from bot.store.postings import changes
from bot.store.tables import Push


async def tick(store: Store, messenger: Messenger, now: datetime) -> None:
    """Edit every watched message whose numbers changed since it was last shown."""
    async with store.reading() as session:
        watched = await pushes.watched(session)
    for push in watched:
        await _show(store, messenger, push, now)


async def _words(session: AsyncSession, push: Push, now: datetime) -> tuple[str, Message]:
    """What the watched message says, and what it must be said again for: how far sending is, or a change since."""
    if push.announcement_id is not None and await changes.of(session, push.announcement_id):
        card = await published.card(session, push.announcement_id)
        shown = repr((card.change and (card.change.id, card.change.done_at), card.mending))
        return shown, render.message("published/card", card=card, now=now)
    ledger = await ledgers.ledger_of(session, push.id)
    unfinished = ledger.queued + ledger.sending
    return repr(ledger), render.message("push/progress", push=push, ledger=ledger, unfinished=unfinished, now=now)


async def _show(store: Store, messenger: Messenger, push: Push, now: datetime) -> None:
    if push.watch_chat_id is None or push.watch_message_id is None:
        return
    async with store.reading() as session:
        shown, message = await _words(session, push, now)
    if shown == push.watch_shown:
        return
    try:
        await messenger.edit(push.watch_chat_id, push.watch_message_id, message)
    except SendFailed as failed:
        if failed.kind not in (Failure.UNCHANGED, Failure.GONE, Failure.BUG, Failure.BLOCKED):
            return
    async with store.writing() as session:
        row = await session.get_one(Push, push.id)
        row.watch_shown = shown
